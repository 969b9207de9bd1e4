import { queryOptions } from '@tanstack/react-query'
import { type RecentPage, readRecent } from '../api/recent.js'
import { type Arrivals, arrivalsOf, reaches, withNewest } from './arrivals.js'
import type { LiveSearch } from './live-search.js'

/** Often enough to feel live, seldom enough for a laptop that is left open. */
export const POLL_MS = 2000

/** Pages read at once to catch up, after the tab was hidden for a while. Beyond that the list says that it has a gap. */
const CATCH_UP_PAGES = 4

/** What arrived lately. The list lives in the cache, so coming back to the page goes on where it was. */
export const arrivalsQuery = (section: string, search: LiveSearch) => {
  const queryKey = ['sections', section, 'live', search]
  return queryOptions({
    queryKey,
    queryFn: async ({ client }): Promise<Arrivals> => {
      const known = client.getQueryData<Arrivals>(queryKey)
      const first = await readRecent(section, search)
      if (!known?.list.length) return arrivalsOf(first)
      const pages: RecentPage[] = [first]
      for (let last = first; !reaches(known, last) && last.nextCursor && pages.length < CATCH_UP_PAGES; pages.push(last)) {
        last = await readRecent(section, search, last.nextCursor)
      }
      return withNewest(client.getQueryData<Arrivals>(queryKey) ?? known, pages)
    },
    staleTime: POLL_MS,
  })
}
