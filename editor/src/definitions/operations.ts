import type { Definition } from '../api/definitions.js'

export type Operations = Definition['allowedOperations']
export type Identifier = keyof Operations
export type Operation = Operations[Identifier][number]

/** What may be done by one identifier, as one choice. */
export const choices = ['readWrite', 'read', 'write', 'neither'] as const
export type Choice = (typeof choices)[number]

const meant: Readonly<Record<Choice, readonly Operation[]>> = {
  readWrite: ['read', 'write'],
  read: ['read'],
  write: ['write'],
  neither: [],
}

export const operationsOf = (choice: Choice): Operation[] => [...meant[choice]]

export const choiceOf = (operations: readonly Operation[]): Choice =>
  choices.find((choice) => meant[choice].length === operations.length && meant[choice].every((one) => operations.includes(one))) ??
  'neither'

/** A choice in words. */
export const choiceWords: Readonly<Record<Choice, { readonly label: string; readonly description: string }>> = {
  readWrite: { label: 'Read and write', description: 'Integrations may read its events and add new ones' },
  read: { label: 'Read', description: 'Integrations may read its events only' },
  write: { label: 'Write', description: 'Integrations may add events, but not read them' },
  neither: { label: 'Neither', description: 'Closed to integrations' },
}
