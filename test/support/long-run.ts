/** Set by `npm run test:faults` and `npm run test:hostile`, which take their time. */
export const isLongRun = process.env.MILEPOST_LONG_RUN === 'true'

/** How often a test does what it does: in `npm test`, and in the long run. */
export const times = (short: number, long: number): number => (isLongRun ? long : short)
