import { readFile } from 'node:fs/promises'
import {
  type Category,
  categories,
  checkDefinition,
  checkName,
  discriminatorOf,
  type Field,
  type FieldInput,
  MAX_DESCRIPTION_LENGTH,
  parseVersionId,
} from '@milepost/sdk/contract'
import { CliError, type CliIssue } from './cli-error.js'

/** A custom event as a file under version control describes it. */
export interface Definition {
  readonly discriminator: string
  readonly name: string
  readonly category: Category
  /** `undefined` leaves what the collector has. */
  readonly description: string | undefined
  /** `undefined` leaves what the collector has. */
  readonly webTracking: boolean | undefined
  readonly fields: readonly Field[]
}

/** What a key of a file may hold, in words and as a test. */
type Rule = readonly [expected: string, test: (value: unknown) => boolean, required?: boolean]

const isString = (value: unknown): boolean => typeof value === 'string'
const isBoolean = (value: unknown): boolean => typeof value === 'boolean'

const definitionRules: Readonly<Record<string, Rule>> = {
  discriminator: ['a discriminator such as order-created', (value) => parseVersionId(`${value}@1`) !== undefined],
  name: ['text', isString, true],
  category: [`one of ${categories.join(', ')}`, (value) => categories.includes(value as Category), true],
  description: [
    `text of at most ${MAX_DESCRIPTION_LENGTH} characters`,
    (value) => typeof value === 'string' && [...value].length <= MAX_DESCRIPTION_LENGTH,
  ],
  webTracking: ['true or false', isBoolean],
  fields: ['a list of fields', Array.isArray, true],
}

const fieldRules: Readonly<Record<string, Rule>> = {
  name: ['text', isString, true],
  type: ['text', isString, true],
  key: ['text', isString],
  required: ['true or false', isBoolean],
}

/** Reads a definition from a JSON file. Rejects with everything that is wrong with it. */
export async function readDefinition(path: string, label: string): Promise<Definition> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError('file_unreadable', `${label} cannot be read (${error.code})`)
  })
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch (error) {
    throw new CliError('definition_invalid', `${label} is not JSON: ${(error as Error).message}`)
  }
  const { definition, issues } = parseDefinition(json)
  if (!definition) throw new CliError('definition_invalid', `${label} is not a definition`, issues)
  return definition
}

/** Turns parsed JSON into a definition, or says everything that is wrong with it. */
export function parseDefinition(json: unknown): { definition?: Definition; issues: readonly CliIssue[] } {
  const shape = [...checkShape(json, definitionRules, '')]
  if (isRecord(json) && Array.isArray(json.fields)) {
    for (const [index, field] of json.fields.entries()) shape.push(...checkShape(field, fieldRules, `fields.${index}`))
  }
  if (shape.length) return { issues: shape }
  const input = json as Omit<Definition, 'fields' | 'discriminator'> & { discriminator?: string; fields: readonly FieldInput[] }
  const wrong = checkName(input.name)
  const discriminator = input.discriminator ?? discriminatorOf(input.name)
  const { fields, issues } = checkDefinition(input.fields)
  const all: CliIssue[] = [
    ...(wrong ? [refuse('name_invalid', 'name', wrong.expected, wrong.received)] : []),
    ...(discriminator ? [] : [refuse('discriminator_missing', 'discriminator', 'set, because the name has no Latin letters', 'nothing')]),
    ...issues,
  ]
  if (all.length) return { issues: all }
  const { name, category, description, webTracking } = input
  return { definition: { discriminator, name: name.trim(), category, description, webTracking, fields }, issues: [] }
}

function* checkShape(value: unknown, rules: Readonly<Record<string, Rule>>, path: string): Generator<CliIssue> {
  const at = (key: string): string => (path ? `${path}.${key}` : key)
  if (!isRecord(value)) return yield refuse('value_invalid', path || 'definition', 'an object', describe(value))
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(rules, key))
      yield refuse('key_unknown', at(key), `absent (there are ${Object.keys(rules).join(', ')})`, describe(value[key]))
  }
  for (const [key, [expected, test, required]] of Object.entries(rules)) {
    const isAbsent = value[key] === undefined
    if (isAbsent ? required : !test(value[key])) yield refuse('value_invalid', at(key), expected, describe(value[key]))
  }
}

const refuse = (code: string, field: string, expected: string, received: string): CliIssue => ({
  code,
  field,
  expected,
  received,
  message: `${field} must be ${expected}, received ${received}`,
})

const describe = (value: unknown): string => {
  const json = JSON.stringify(value) ?? 'nothing'
  return json.length > 60 ? `${json.slice(0, 60)}…` : json
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
