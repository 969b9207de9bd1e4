/**
 * Name of the session's cookie, and the start of the others'. Over HTTPS browsers take a name with this prefix only from this very host, for all of it, and secure.
 * @see https://www.rfc-editor.org/rfc/rfc6265bis#name-the-__host-prefix
 */
export const sessionCookie = (url: string): string => (new URL(url).protocol === 'https:' ? '__Host-milepost' : 'milepost')

/** Whether a request carries a session at all, valid or not. */
export const hasSession = ({ url, headers }: Request): boolean =>
  headers
    .get('Cookie')
    ?.split(/; */)
    .some((pair) => pair.startsWith(`${sessionCookie(url)}=`)) ?? false
