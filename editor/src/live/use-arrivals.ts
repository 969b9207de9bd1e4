import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { readRecent } from '../api/recent.js'
import { withOlder } from './arrivals.js'
import { arrivalsQuery, POLL_MS } from './arrivals-query.js'
import type { LiveSearch } from './live-search.js'

/** What arrived lately, read again every two seconds while the tab is seen and nobody has paused it. */
export function useArrivals(section: string, search: LiveSearch, paused: boolean) {
  const client = useQueryClient()
  const [readingOlder, setReadingOlder] = useState(false)
  const options = arrivalsQuery(section, search)
  const query = useQuery({
    ...options,
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
      client.setQueryData(options.queryKey, (known) => known && withOlder(known, page))
    } finally {
      setReadingOlder(false)
    }
  }
  return { ...query, readOlder, readingOlder }
}
