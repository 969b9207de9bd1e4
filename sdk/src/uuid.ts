/**
 * Makes a UUID v7, which sorts by time: so does the queue in storage, and the collector's index of IDs grows at one end.
 * Not `crypto.randomUUID`, which pages without TLS lack, and which makes no v7.
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export const uuid = (): string =>
  // Milliseconds have eleven hexadecimal digits until the year 2527, of the twelve that the UUID gives them.
  `0${Date.now().toString(16)}-7xxx-8xxx-xxxxxxxxxxxx`
    .replace(/.{8}/, '$&-')
    .replace(/x/g, () => ((crypto.getRandomValues(new Uint8Array(1))[0] as number) & 15).toString(16))
