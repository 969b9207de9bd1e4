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
