import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query'

interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

/** A list of the collector, page by page, for `useInfiniteQuery`; `select` gives its items in one list. */
export const paged = <Item>(
  queryKey: QueryKey,
  read: (query: { readonly limit: string; readonly cursor?: string }) => Promise<Page<Item>>,
  limit = 50,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => read({ limit: String(limit), ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }: Page<Item>) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })
