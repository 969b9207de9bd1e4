const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)))

/**
 * The secret that signs sessions, made from the token so that there is only one to keep: whoever changes the token ends every session.
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
export async function deriveSecret(token: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', bytesOf(token), 'HKDF', false, ['deriveBits'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: bytesOf('milepost session') }
  return textOf(await crypto.subtle.deriveBits(hkdf, key, 256))
}

/** Says the same of the same text without telling it, to nobody without the secret. */
export async function keyedHash(secret: string, text: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', bytesOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return textOf(await crypto.subtle.sign('HMAC', key, bytesOf(text)))
}
