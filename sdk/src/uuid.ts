/**
 * Makes a UUID v7, which sorts by time: so does the queue in storage, and the collector's index of IDs grows at one end.
 * Not `crypto.randomUUID`, which pages without TLS lack, and which makes no v7.
 * @see https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 */
export const uuid = (): string =>
  crypto
    // All at once: each call for random bytes is slow.
    .getRandomValues(new Uint8Array(18))
    // Milliseconds have eleven hexadecimal digits until the year 2527, of the twelve that the UUID gives them.
    .reduce((digits, byte) => digits + (byte % 16).toString(16), Date.now().toString(16))
    .replace(/(.......)(....)(...)(...)/, '0$1-$2-7$3-8$4-')
