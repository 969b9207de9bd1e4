import { isWellFormed } from '../contract/issue.js'
import { type Identifier, type IdentifierKind, identifierKinds } from '../contract/person.js'
import { MAX_PROOF_SECONDS, PROOF_SECONDS } from './server-limits.js'

export interface IdentityProofOptions {
  /** For how long the proof works: 1 to 604,800 seconds (a week). @default 3600 */
  readonly expiresInSeconds?: number
}

/**
 * Proves to the collector who a visitor is: a page hands it to `identify` together with the same identifier. Make one for every page that you
 * render for somebody who is signed in, on your server alone. It works for the first visitor that uses it.
 * @param secret an identity secret of the section, `is_…`
 * @param identifier exactly one, letter for letter as the page will say it
 * @returns `v1.<expires>.<nonce>.<HMAC-SHA256>`
 * @throws TypeError or RangeError naming what is wrong, never a value
 *
 * @example
 * const proof = await identityProof(process.env.MILEPOST_IDENTITY_SECRET, { crmId: '7' })
 */
export async function identityProof(
  secret: string,
  identifier: Identifier,
  { expiresInSeconds = PROOF_SECONDS }: IdentityProofOptions = {},
): Promise<string> {
  if (typeof secret !== 'string' || !secret) throw new TypeError('identityProof: the secret is missing')
  const [[key, value] = [], ...others] = Object.entries<unknown>(identifier ?? {})
  const kind = identifierKinds.find((each) => each === key)
  if (!kind || others.length || typeof value !== 'string' || !value || !isWellFormed(value))
    throw new TypeError(`identityProof: the identifier must be exactly one of ${identifierKinds.join(', ')}, as text`)
  if (!(expiresInSeconds >= 1 && expiresInSeconds <= MAX_PROOF_SECONDS))
    throw new RangeError(`identityProof: expiresInSeconds must be 1 to ${MAX_PROOF_SECONDS}`)
  const expires = Math.floor(Date.now() / 1000 + expiresInSeconds)
  return proofOf(secret, kind, value, expires, hexOf(crypto.getRandomValues(new Uint8Array(16))))
}

/** The proof with what it is made of. @param expires seconds since 1970 */
export async function proofOf(secret: string, kind: IdentifierKind, value: string, expires: number, nonce: string): Promise<string> {
  const text = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', text.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const head = `v1.${expires}.${nonce}`
  return `${head}.${hexOf(new Uint8Array(await crypto.subtle.sign('HMAC', key, text.encode(`${head}.${kind}:${value}`))))}`
}

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
