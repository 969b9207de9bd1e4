/**
 * Name of the session's cookie, and the start of the others'. Over HTTPS browsers take a name with this prefix only from this very host, for all of it, and secure.
 * @see https://www.rfc-editor.org/rfc/rfc6265bis#name-the-__host-prefix
 */
export const sessionCookie = (url: string): string => (new URL(url).protocol === 'https:' ? '__Host-milepost' : 'milepost')
