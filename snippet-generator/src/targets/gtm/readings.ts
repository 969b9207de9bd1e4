import type { Fill } from '../../fill/fill.js'
import { SnippetError } from '../../snippet-error.js'
import type { TargetInput } from '../../target.js'
import { quote } from '../../text/quote.js'

/** A value that the template reads by itself, with an API of the sandbox. */
export interface Reading {
  readonly api: 'copyFromDataLayer' | 'getQueryParameters'
  /** What the API is asked for, which the permission has to name. */
  readonly name: string
}

/** What the template reads, by field key. Throws a `SnippetError` for what the sandbox cannot: it sees no elements and runs no code of others. */
export const readingsOf = ({ fills }: Pick<TargetInput, 'fills'>): ReadonlyMap<string, Reading> =>
  new Map(
    [...fills].flatMap(([key, fill]) => {
      const reading = readingOf(fill, `fill.${key}`)
      return reading ? [[key, reading] as const] : []
    }),
  )

function readingOf(fill: Fill, at: string): Reading | undefined {
  switch (fill.from) {
    case 'constant':
      return undefined
    case 'dataLayer':
      return { api: 'copyFromDataLayer', name: fill.path }
    case 'urlParameter':
      return { api: 'getQueryParameters', name: fill.name }
    case 'selector':
      throw new SnippetError(at, `filled otherwise: ${instead('DOM Element')}`, 'a selector, which the sandbox of Tag Manager cannot read')
    case 'expression':
      throw new SnippetError(
        at,
        `filled otherwise: ${instead('Custom JavaScript')}`,
        'an expression, which the sandbox of Tag Manager cannot run',
      )
  }
}

const instead = (kind: string): string => `leave it out, make a ${kind} variable in Tag Manager, and choose it for the input of this field`

/** The call that reads the value, in the template's code. */
export const readingCode = ({ api, name }: Reading): string => `${api}(${quote(name)})`
