const encoder = new TextEncoder()

/** Makes a key for HMAC-SHA256 of the UTF-8 bytes of a secret. */
export async function hmacKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
}

/** Keys of secrets that are used again and again, the latest ones. */
const kept = new Map<string, Promise<CryptoKey>>()
const MAX_KEPT = 100

/** The same, made once for a secret that every request of a section needs. */
export function keptHmacKey(secret: string): Promise<CryptoKey> {
  const key = kept.get(secret) ?? hmacKey(secret)
  kept.delete(secret)
  kept.set(secret, key)
  for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest)
  return key
}

/** Signs a text, in lower-case hexadecimal. */
export async function hmacHex(key: CryptoKey, text: string): Promise<string> {
  const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(text))
  return [...new Uint8Array(signature)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
