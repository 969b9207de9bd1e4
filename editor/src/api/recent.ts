import type { LiveSearch } from '../live/live-search.js'
import { answer, api } from './client.js'

/** Rows asked for at a time: more than a screen, few enough to ask for every two seconds. */
const LIMIT = 50

/** Reads a page of the newest rows, accepted and rejected ones together, the newest first. */
export function readRecent(section: string, { definition, ...search }: LiveSearch, cursor?: string) {
  const query = { ...search, ...(definition && { customEvent: definition }), limit: String(LIMIT), ...(cursor && { cursor }) }
  return answer(api.sections[':section'].recent.$get({ param: { section }, query }))
}
export type RecentPage = Awaited<ReturnType<typeof readRecent>>

/** Something that was sent, and its verdict. */
export type Recent = RecentPage['items'][number]
