import { type Field, type FieldTypeName, kindOf } from '@milepost/sdk/contract'
import { SnippetError } from '../snippet-error.js'
import { oneLine } from '../text/one-line.js'
import type { Fill } from './fill.js'
import type { FilledField } from './fill-source.js'
import { fillSources } from './sources/index.js'

/** Checks what fills the fields of a definition version, whatever sent it. Throws a `SnippetError` that names the field, `fill.total`. */
export function checkFill(fill: unknown, fields: readonly Field[]): ReadonlyMap<string, Fill> {
  if (fill === undefined) return new Map()
  if (!isObject(fill)) throw new SnippetError('fill', 'an object that has a fill per field key', kindOf(fill))
  const types = new Map<string, FieldTypeName>([['source', 'text'], ...fields.map(({ key, type }) => [key, type] as const)])
  return new Map(
    Object.entries(fill).map(([key, value]) => {
      const type = types.get(key)
      const at = `fill.${[...oneLine(key)].slice(0, 64).join('')}`
      if (type === undefined) throw new SnippetError(at, 'a field of the version, or source', 'another key')
      return [key, checkOne(value, { at, key, type })]
    }),
  )
}

function checkOne(fill: unknown, field: FilledField): Fill {
  const expected = `an object with from, one of ${fillSources.map(({ from }) => from).join(', ')}`
  if (!isObject(fill)) throw new SnippetError(field.at, expected, kindOf(fill))
  const source = fillSources.find(({ from }) => from === fill.from)
  if (!source) throw new SnippetError(field.at, expected, fill.from === undefined ? 'one without' : 'another')
  const { from, members, optional } = source
  const given = Object.keys(fill).filter((name) => name !== 'from' && fill[name] !== undefined)
  const isWhole = members.every((name) => given.includes(name) || optional.includes(name)) && given.every((name) => members.includes(name))
  const shape = members.map((name) => `${name}${optional.includes(name) ? ' (optional)' : ''}`).join(' and ')
  if (!isWhole) throw new SnippetError(field.at, `filled from ${from} with ${shape}`, `${given.length || 'no'} members, not these`)
  source.check(fill, field)
  return Object.fromEntries([['from', from], ...given.map((name) => [name, fill[name]])]) as Fill
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
