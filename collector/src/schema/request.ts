import { createMiddleware } from 'hono/factory'
import { validator } from 'hono-openapi'
import * as v from 'valibot'
import { Problem, type ProblemError } from '../problem.js'
import { parseJson, readText } from '../read-body.js'

/** No request to the management API is larger: 100 fields with the longest names and keys take about 100 KiB. */
const MAX_REQUEST_BYTES = 256 * 1024

/** Checks a JSON body. Must be preceded by `readJson`, which reads it strictly. */
export const jsonBody = <Schema extends v.GenericSchema>(schema: Schema) =>
  validator('json', schema, (result) => {
    if (!result.success) throw new Problem('request_invalid', describe(result.error))
  })

/** Checks the query parameters. */
export const query = <Schema extends v.GenericSchema>(schema: Schema) =>
  validator('query', schema, (result) => {
    if (!result.success) throw new Problem('query_invalid', describe(result.error))
  })

/** Reads the body of requests that have one, by the same strict rules as the public endpoint, where Hono's own reader is lenient. */
export const readJson = createMiddleware(async (c, next) => {
  if (['POST', 'PUT', 'PATCH'].includes(c.req.method) && !isEmpty(c.req.raw)) {
    const text = await readText(c.req.raw, { mediaTypes: ['application/json'], maxBytes: MAX_REQUEST_BYTES })
    parseJson(text)
    c.req.raw = new Request(c.req.raw, { body: text })
  }
  await next()
})

/** Some calls take no body, or only optional members. Browsers then say that it has no bytes, and curl says nothing. */
const isEmpty = ({ headers, body }: Request): boolean =>
  !headers.has('Content-Type') && (body === null || headers.get('Content-Length') === '0')

/** Turns what valibot found into the errors and the sentence of a problem. */
export function describe(issues: readonly object[]): { detail: string; errors: ProblemError[] } {
  // Valibot gives its own issues through the standard interface, which promises less.
  const errors = (issues as readonly v.BaseIssue<unknown>[]).map((issue): ProblemError => {
    const field = v.getDotPath(issue) ?? 'body'
    const code = codeOf(issue)
    const expected = code === 'value_missing' ? 'present' : code === 'key_unknown' ? 'absent' : cut(issue.expected ?? issue.type)
    const received = code === 'value_missing' ? 'nothing' : code === 'key_unknown' ? 'a value' : cut(issue.received)
    return { code, field, expected, received, message: `${field} must be ${expected}, received ${received}` }
  })
  return { detail: errors.map(({ message }) => message).join('; '), errors }
}

function codeOf({ kind, received, expected }: v.BaseIssue<unknown>): string {
  if (kind !== 'schema') return 'value_invalid'
  if (received === 'undefined') return 'value_missing'
  return expected === 'never' ? 'key_unknown' : 'type_invalid'
}

const cut = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text)
