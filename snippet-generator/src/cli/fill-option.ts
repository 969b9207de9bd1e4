import { type DefinitionVersion, fieldTypeOf } from '@milepost/sdk/contract'
import type { Fill } from '../fill/fill.js'
import { fillSources } from '../fill/sources/index.js'
import { CliError } from './cli-error.js'

/** What `--fill` takes, one line per source. */
export const fillForms: readonly string[] = fillSources.map(
  ({ from, members, title }) => `  ${`<field>=${from}:<${members[0]}>`.padEnd(34)}${title}`,
)

/**
 * Reads one `--fill`, `total=dataLayer:ecommerce.value`, or `total={"from":"selector","selector":"#total","attribute":"data-value"}` for
 * sources with more than one member. A constant becomes a value of the field's type where it can; the collector judges what it cannot.
 */
export function parseFill(text: string, { fields }: Pick<DefinitionVersion, 'fields'>): [key: string, fill: Fill] {
  const [, key = '', written = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (written.startsWith('{')) return [key, parseObject(written, text)]
  const [, from, rest = ''] = /^(\w+):(.*)$/s.exec(written) ?? []
  const source = fillSources.find((entry) => entry.from === from)
  if (!source)
    throw new CliError('usage_invalid', `--fill ${JSON.stringify(text)} is not <field>=<source>:<text>, where the source is ${names}`)
  const type = fields.find((field) => field.key === key)?.type ?? 'text'
  const value = source.from === 'constant' ? constantOf(rest, type) : rest
  return [key, { from, [`${source.members[0]}`]: value } as Fill]
}

const names = fillSources.map(({ from }) => from).join(', ')

function parseObject(written: string, text: string): Fill {
  try {
    return JSON.parse(written)
  } catch {
    throw new CliError('usage_invalid', `--fill ${JSON.stringify(text)} holds no JSON object behind its =`)
  }
}

/** A value as it is typed, by the form control of its type: `3`, `true`, `2026-11-23`. */
function constantOf(text: string, type: string): string | number | boolean {
  const input = fieldTypeOf(type)?.input
  if (input === 'number' && text.trim() && !Number.isNaN(Number(text))) return Number(text)
  if (input === 'checkbox' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}
