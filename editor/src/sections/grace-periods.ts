const HOUR_S = 3600
const DAY_S = 24 * HOUR_S

/** For how long a retired write key may go on working, as one chooses it. The collector takes any number of seconds up to 90 days. */
export const gracePeriods = [
  { seconds: 0, name: 'Not at all: pages that send it are refused at once' },
  { seconds: DAY_S, name: '1 day' },
  { seconds: 7 * DAY_S, name: '7 days' },
  { seconds: 30 * DAY_S, name: '30 days' },
  { seconds: 90 * DAY_S, name: '90 days' },
] as const

/** A week: the next release of most shops is in it. */
export const USUAL_GRACE_SECONDS = 7 * DAY_S
