import { createHmac, timingSafeEqual } from 'node:crypto'

/** How old a webhook may be, and how far ahead of us the provider's clock: what was overheard cannot be played again later. */
const TOLERANCE_SECONDS = 300

/** Signs a webhook as the payment provider does: an HMAC-SHA256 over the instant and the body, byte for byte. */
export const sign = (secret: string, body: string, seconds = Math.floor(Date.now() / 1000)): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

/** Whether a webhook comes from whoever knows the secret, and was signed a moment ago. */
export function isSigned(secret: string, body: string, signature = ''): boolean {
  const [, seconds = ''] = /^t=(\d{1,12}),v1=[0-9a-f]{64}$/.exec(signature) ?? []
  if (!seconds || Math.abs(Date.now() / 1000 - Number(seconds)) > TOLERANCE_SECONDS) return false
  // In constant time: how long it takes tells nothing about how much of it is right.
  return timingSafeEqual(Buffer.from(sign(secret, body, Number(seconds))), Buffer.from(signature))
}
