/** What is to be told about a custom event's web tracking. */
export type Connection = 'off' | 'waiting' | 'connected'

interface Tracked {
  readonly webTracking: boolean
  readonly stats?: { readonly lastSeenAt: string | null } | undefined
}

/** `off` until it is enabled, `waiting` until the first event has arrived, then `connected`. */
export const connectionOf = ({ webTracking, stats }: Tracked): Connection =>
  !webTracking ? 'off' : stats?.lastSeenAt ? 'connected' : 'waiting'
