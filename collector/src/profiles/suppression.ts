import { hmacHex, keptHmacKey } from './hmac.js'
import type { Subject } from './identifier.js'

/**
 * The keyed hash under which a subject that was erased is remembered: 64 hexadecimal digits that tell nobody without the key who it was.
 * @param suppressionKey the section's
 */
export async function suppressionHash(suppressionKey: string, subject: Subject): Promise<string> {
  const [hash] = await suppressionHashes(suppressionKey, [subject])
  return hash ?? ''
}

/** The same of many subjects, in their order. */
export async function suppressionHashes(suppressionKey: string, subjects: readonly Subject[]): Promise<string[]> {
  const key = await keptHmacKey(suppressionKey)
  return Promise.all(subjects.map(({ kind, value }) => hmacHex(key, `${kind}:${value}`)))
}
