/** Milliseconds since 1970-01-01T00:00:00Z. Handed in wherever time matters, so that tests move it instead of waiting. */
export type Clock = () => number

/** An instant as it is stored and told: ISO 8601, UTC, milliseconds. */
export const instantOf = (ms: number): string => new Date(ms).toISOString()
