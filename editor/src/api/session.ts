import { queryOptions } from '@tanstack/react-query'
import { answer, api } from './client.js'

/** The signed-in person and what they may do beyond their sections. */
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => answer(api.me.$get()), staleTime: 60_000 })
