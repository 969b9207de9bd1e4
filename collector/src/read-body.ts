import { Problem } from './problem.js'

const CONTENT_TYPE = /^([^;\s]+)\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

interface Accepted {
  readonly mediaTypes: readonly string[]
  readonly maxBytes: number
}

/**
 * Reads a body of UTF-8 text. The bytes are counted while they stream in, whatever Content-Length says, and decoded strictly.
 * @throws Problem `encoding_unsupported`, `body_too_large` or `body_invalid`
 */
export async function readText(request: Request, { mediaTypes, maxBytes }: Accepted): Promise<string> {
  const type = request.headers.get('Content-Type')?.trim() ?? ''
  const [, mediaType = ''] = CONTENT_TYPE.exec(type) ?? []
  if (!mediaTypes.includes(mediaType.toLowerCase())) throw unsupported('Content-Type', `${mediaTypes.join(' or ')} in utf-8`, type)
  const encoding = request.headers.get('Content-Encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') throw unsupported('Content-Encoding', 'no compression', encoding)
  return decode(await readBytes(request, maxBytes))
}

/**
 * Parses JSON, however deep it nests.
 * @throws Problem `body_invalid`
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('JSON', text ? 'something else' : 'nothing')
  }
}

async function readBytes({ body }: Request, maxBytes: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  if (!body) return chunks
  const reader = body.getReader()
  let bytes = 0
  for (;;) {
    // A connection that breaks half-way is the sender's doing; nobody reads the answer, but it must not count as our failure.
    const { done, value } = await reader.read().catch(() => {
      throw invalid('a whole body', 'a part of one')
    })
    if (done) return chunks
    bytes += value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel().catch(() => undefined)
      const expected = `at most ${maxBytes} bytes`
      throw new Problem('body_too_large', {
        detail: `The body must be ${expected}`,
        errors: [entry('body_too_large', 'body', expected, 'more')],
      })
    }
    chunks.push(value)
  }
}

function decode(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode()
  } catch {
    throw invalid('UTF-8', 'other bytes')
  }
}

const invalid = (expected: string, received: string): Problem =>
  new Problem('body_invalid', {
    detail: `The body must be ${expected}, received ${received}`,
    errors: [entry('body_invalid', 'body', expected, received)],
  })

const unsupported = (field: string, expected: string, received: string): Problem =>
  new Problem('encoding_unsupported', {
    errors: [entry('encoding_unsupported', field, expected, received ? received.slice(0, 100) : 'nothing')],
  })

const entry = (code: string, field: string, expected: string, received: string) => ({
  code,
  field,
  expected,
  received,
  message: `${field} must be ${expected}, received ${received}`,
})
