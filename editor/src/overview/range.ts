/** Stretches of time that the overview can show. */
export const ranges = [
  { range: '24h', name: '24 hours', per: 'hour' },
  { range: '7d', name: '7 days', per: 'hour' },
  { range: '30d', name: '30 days', per: 'day' },
] as const

export type Range = (typeof ranges)[number]['range']

export interface OverviewSearch {
  readonly range?: Range
}

const USUAL: Range = '24h'

/** The range in the address; what is not one is as if nothing were said. */
export const overviewSearch = ({ range }: Record<string, unknown>): OverviewSearch => {
  const known = ranges.find((entry) => entry.range === range)?.range
  return known && known !== USUAL ? { range: known } : {}
}

export const rangeOf = ({ range = USUAL }: OverviewSearch): Range => range
