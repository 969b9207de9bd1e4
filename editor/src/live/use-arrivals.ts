import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type RecentPage, readRecent } from '../api/recent.js'
import { type Arrivals, arrivalsOf, reaches, withNewest, withOlder } from './arrivals.js'
import type { LiveSearch } from './live-search.js'

/** Often enough to feel live, seldom enough for a laptop that is left open. */
const POLL_MS = 2000

/** Pages read at once to catch up, after the tab was hidden for a while. Beyond that the list says that it has a gap. */
const CATCH_UP_PAGES = 4

/**
 * What arrived lately, read again every two seconds while the tab is seen and nobody has paused it.
 * The list lives in the cache, so coming back to the page goes on where it was.
 */
export function useArrivals(section: string, search: LiveSearch, paused: boolean) {
  const client = useQueryClient()
  const [readingOlder, setReadingOlder] = useState(false)
  const queryKey = ['sections', section, 'live', search]
  const query = useQuery({
    queryKey,
    queryFn: async (): Promise<Arrivals> => {
      const known = client.getQueryData<Arrivals>(queryKey)
      const first = await readRecent(section, search)
      if (!known?.list.length) return arrivalsOf(first)
      const pages: RecentPage[] = [first]
      for (let last = first; !reaches(known, last) && last.nextCursor && pages.length < CATCH_UP_PAGES; pages.push(last)) {
        last = await readRecent(section, search, last.nextCursor)
      }
      return withNewest(client.getQueryData<Arrivals>(queryKey) ?? known, pages)
    },
    staleTime: 0,
    refetchInterval: paused ? false : POLL_MS,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: !paused,
  })
  const readOlder = async () => {
    const cursor = query.data?.olderCursor
    if (!cursor) return
    setReadingOlder(true)
    try {
      const page = await readRecent(section, search, cursor)
      client.setQueryData<Arrivals>(queryKey, (known) => known && withOlder(known, page))
    } finally {
      setReadingOlder(false)
    }
  }
  return { ...query, readOlder, readingOlder }
}
