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

/**
 * Reads the body of requests that have one, by the same strict rules as the public endpoint, where Hono's own reader is lenient. Some calls take
 * none, or only optional members: one that is empty and of no type passes.
 */
export const readJsonUpTo = (maxBytes: number) =>
  createMiddleware(async (c, next) => {
    const { raw } = c.req
    if (['POST', 'PUT', 'PATCH'].includes(raw.method)) {
      if (await isEmpty(raw)) c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers })
      else {
        const text = await readText(raw, { mediaTypes: ['application/json'], maxBytes })
        parseJson(text)
        c.req.raw = new Request(raw, { body: text })
      }
    }
    await next()
  })

/** The same, of the size that suits almost every call. */
export const readJson = readJsonUpTo(MAX_REQUEST_BYTES)

/** Asks the body itself: senders and proxies differ in what they say of its length. One that is not empty must have told its type. */
async function isEmpty({ headers, body }: Request): Promise<boolean> {
  if (headers.has('Content-Type')) return false
  const reader = body?.getReader()
  for (;;) {
    const chunk = await reader?.read().catch(() => undefined)
    if (!chunk || chunk.done) return true
    if (chunk.value.byteLength) return false
  }
}

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
