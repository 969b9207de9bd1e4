/** Random, URL-safe and in lower case; 20 characters of 32 hold 100 bits. */
export const randomId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => '0123456789abcdefghjkmnpqrstvwxyz'[byte % 32]).join('')

/** So many random bytes as URL-safe text. */
export const randomText = (bytes: number): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
