import type { SectionDefinitions } from '../store/definitions.js'
import { hmacHex, hmacKey } from './hmac.js'
import type { Subject } from './identifier.js'

/** A proof that was found genuine. */
export interface Proof {
  /** Which one it is: the first visitor that uses it is the only one. */
  readonly nonce: string
  /** ISO 8601, UTC. */
  readonly expiresAt: string
}

const PROOF = /^(v1\.(\d{1,12})\.([\w-]{16,64}))\.([0-9a-f]{64})$/

/** Seven days, and five minutes for servers whose clocks are ahead. */
const MAX_VALID_MS = 7 * 86_400_000 + 300_000

/**
 * Checks a proof by which a shop's server says that its visitor is this person: an HMAC-SHA256 over version, expiry, nonce and the identifier.
 * Every secret is tried to the end and compared in constant time, so that the time it takes tells nothing.
 * @param sent the identifier as it was sent, not as it is stored
 * @returns `undefined` when it is not genuine, has expired, or is valid for longer than a proof may be
 */
export async function checkProof(
  text: string,
  sent: Subject,
  { identitySecrets }: Pick<SectionDefinitions, 'identitySecrets'>,
  nowMs: number,
): Promise<Proof | undefined> {
  const [, head = '', expires = '', nonce = '', signature = ''] = PROOF.exec(text) ?? []
  const expiresMs = Number(expires) * 1000
  if (!head || expiresMs <= nowMs || expiresMs > nowMs + MAX_VALID_MS) return undefined
  const encoder = new TextEncoder()
  let genuine = false
  for (const { secret, validUntil } of identitySecrets) {
    if (validUntil !== null && Date.parse(validUntil) <= nowMs) continue
    const expected = await hmacHex(await hmacKey(secret), `${head}.${sent.kind}:${sent.value}`)
    if (crypto.subtle.timingSafeEqual(encoder.encode(expected), encoder.encode(signature))) genuine = true
  }
  return genuine ? { nonce, expiresAt: new Date(expiresMs).toISOString() } : undefined
}
