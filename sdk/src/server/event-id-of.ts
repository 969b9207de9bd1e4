/**
 * Makes the same event ID from the same parts: a UUID v8 from their SHA-256. A webhook that is delivered twice then reports one event.
 * Name the custom event first, since an ID is unique in the whole section, and not the version, which changes.
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.8
 *
 * @example
 * const id = await eventIdOf('order-paid', 'A-1') // the same today and tomorrow
 */
export async function eventIdOf(discriminator: string, ...parts: readonly (string | number)[]): Promise<string> {
  const name = new TextEncoder().encode(JSON.stringify(['milepost', discriminator, ...parts]))
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', name)).slice(0, 16)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
