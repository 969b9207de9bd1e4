import { type Field, fieldTypeOf } from '@milepost/sdk/contract'
import type { Fill } from '../../fill/fill.js'
import type { TargetInput } from '../../target.js'
import { oneLine } from '../../text/one-line.js'

/** The name of a field's input in the template. Prefixed, so that no field hides `data.gtmOnSuccess` and its like. */
export const parameterName = (key: string): string => `field_${key}`

/** What a person may enter by hand for a field type. A variable, `{{Order total}}`, is always fine: its value is known in the page only. */
const patterns: Partial<Record<string, string>> = {
  number: '-?\\d+',
  decimal: '-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?',
  date: '\\d{4}-\\d{2}-\\d{2}',
  timestamp: '\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})',
}

/** Whether an input can hold a constant: it takes two braces for a variable, and a blank text for nothing. */
const isEnterable = (value: unknown): boolean => typeof value !== 'string' || (value.trim() !== '' && !value.includes('{{'))

/** Whether a field has an input in the template. What it reads by itself has none, nor a constant that no input can hold. */
export const hasInput = (fill: Fill | undefined): boolean => !fill || (fill.from === 'constant' && isEnterable(fill.value))

/** The inputs of the template: the source field, then one per field of the definition version. */
export function templateParameters({ version, fills }: Pick<TargetInput, 'version' | 'fills'>) {
  const source = {
    type: 'TEXT',
    name: parameterName('source'),
    displayName: 'Source',
    simpleValueType: true,
    help: 'Where the event comes from. Required, text.',
    ...(defaultOf(fills.get('source')) ?? { defaultValue: 'Website' }),
    valueValidators: [{ type: 'NON_EMPTY' }],
  }
  const inputs = version.fields.filter(({ key }) => hasInput(fills.get(key)))
  return [...(hasInput(fills.get('source')) ? [source] : []), ...inputs.map((field) => parameterOf(field, fills.get(field.key)))]
}

/** Inputs hold texts, which the template's code turns into values. */
const defaultOf = (fill: Fill | undefined) => (fill?.from === 'constant' ? { defaultValue: `${fill.value}` } : undefined)

function parameterOf({ key, name, type, required }: Field, fill: Fill | undefined) {
  const fieldType = fieldTypeOf(type)
  const pattern = patterns[type]
  const isChoice = fieldType?.input === 'checkbox'
  const validators = [
    ...(required ? [{ type: 'NON_EMPTY' }] : []),
    ...(pattern
      ? [
          {
            type: 'REGEX',
            args: [`^(${pattern}|.*\\{\\{.+\\}\\}.*)?$`],
            errorMessage: `Enter a value like ${fieldType?.example}, or choose a variable.`,
          },
        ]
      : []),
  ]
  return {
    type: isChoice ? 'SELECT' : 'TEXT',
    name: parameterName(key),
    displayName: oneLine(name),
    simpleValueType: true,
    help: `${required ? 'Required' : 'Optional'}, ${fieldType?.name}. Sent as ${key}.`,
    ...defaultOf(fill),
    ...(isChoice ? choice(required) : { valueHint: `${fieldType?.example}` }),
    ...(validators.length && { valueValidators: validators }),
  }
}

const choice = (required: boolean) => ({
  macrosInSelect: true,
  selectItems: [
    { value: 'true', displayValue: 'True' },
    { value: 'false', displayValue: 'False' },
  ],
  ...(!required && { notSetText: 'Not sent' }),
})
