/**
 * Makes a UUID v7, which sorts by time. Not `crypto.randomUUID`, which pages without TLS lack.
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export const uuid = (random = crypto.getRandomValues(new Uint8Array(36))): string =>
  // Milliseconds have eleven hexadecimal digits until the year 2527, of the twelve that the UUID gives them.
  `0${Date.now().toString(16)}-7xxx-8xxx-xxxxxxxxxxxx`
    .replace(/.{8}/, '$&-')
    .replace(/x/g, (_, place) => ((random[place] as number) & 15).toString(16))
