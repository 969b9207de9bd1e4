import { type DefinitionVersion, type Field, fieldTypeOf } from '@milepost/sdk/contract'
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

/** The inputs of the template: the source field, then one per field of the definition version. */
export const templateParameters = ({ fields }: Pick<DefinitionVersion, 'fields'>) => [
  {
    type: 'TEXT',
    name: parameterName('source'),
    displayName: 'Source',
    simpleValueType: true,
    help: 'Where the event comes from. Required, text.',
    defaultValue: 'Website',
    valueValidators: [{ type: 'NON_EMPTY' }],
  },
  ...fields.map(parameterOf),
]

function parameterOf({ key, name, type, required }: Field) {
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
