import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Range } from '../overview/range.js'
import { answer, api } from './client.js'

const readOverview = (section: string, range: Range) =>
  answer(api.sections[':section'].overview.$get({ param: { section }, query: { range } }))

/** What arrived in a section, counted by the collector as it arrived. */
export type Overview = Awaited<ReturnType<typeof readOverview>>

export const overviewQuery = (section: string, range: Range) =>
  queryOptions({
    queryKey: ['sections', section, 'overview', range],
    queryFn: () => readOverview(section, range),
    // The picture of one range stays until that of the next is there.
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })
