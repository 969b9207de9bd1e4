import { QueryClient } from '@tanstack/react-query'
import { problemOf } from './problem.js'

/** How long what was read counts as fresh: long enough for a click back, short enough to see what others do. */
const FRESH_MS = 10_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      // What the collector refuses once it refuses again; only what did not get through is tried again.
      retry: (failures, error) => failures < 2 && (problemOf(error)?.status ?? 503) >= 500,
    },
  },
})
