interface Seen {
  readonly versions: readonly { readonly lastSeenAt?: string | null | undefined }[]
}

/** When the newest event of any version arrived; `null` before the first. Instants are ISO 8601 in UTC, so that their order is that of texts. */
export const lastSeenOf = ({ versions }: Seen): string | null =>
  versions.reduce<string | null>((last, { lastSeenAt }) => (lastSeenAt && (!last || lastSeenAt > last) ? lastSeenAt : last), null)
