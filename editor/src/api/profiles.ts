import { queryOptions } from '@tanstack/react-query'
import { dayAfter, dayStart, type TimelineSearch } from '../profiles/timeline-search.js'
import { answer, api, file, fileCall } from './client.js'
import { paged } from './paged.js'
import { queryClient } from './query-client.js'

const profiles = api.sections[':section'].profiles

// Keys hold IDs of profiles, which tell nothing of anybody, and never identifiers.
const keyOf = (section: string, profile: string, ...rest: readonly unknown[]) => ['sections', section, 'profiles', profile, ...rest]

type Reference = Parameters<typeof profiles.lookup.$post>[0]['json']['profile']

/** Finds a profile. By what, travels in the body: addresses end up in logs and in the browser's history. */
export const lookUpProfile = async (section: string, profile: Reference) =>
  (await answer(profiles.lookup.$post({ param: { section }, json: { profile } }))).profile

const readProfile = (section: string, profile: string) => answer(profiles[':profile'].$get({ param: { section, profile } }))

export const profileQuery = (section: string, profile: string) =>
  queryOptions({ queryKey: keyOf(section, profile), queryFn: () => readProfile(section, profile) })

export type Profile = Awaited<ReturnType<typeof readProfile>>
export type Merge = Profile['merges'][number]

const readTimeline = (
  section: string,
  profile: string,
  { definition, version, since, until }: TimelineSearch,
  paging: { readonly limit: string; readonly cursor?: string },
) => {
  const query = {
    ...paging,
    ...(definition && { customEvent: definition }),
    ...(version && { version }),
    ...(since && { since: dayStart(since) }),
    ...(until && { until: dayAfter(until) }),
  }
  return answer(profiles[':profile'].events.$get({ param: { section, profile }, query }))
}

/** What somebody did, page by page, the newest first. */
export const timelineQuery = (section: string, profile: string, search: TimelineSearch) =>
  paged(keyOf(section, profile, 'timeline', search), (paging) => readTimeline(section, profile, search, paging))

export type ProfileEvent = Awaited<ReturnType<typeof readTimeline>>['items'][number]

/** Call after a change, and to see what is new: what is shown of the section's profiles is read again. */
export const profilesChanged = (section: string) => queryClient.invalidateQueries({ queryKey: ['sections', section, 'profiles'] })

export const undoMerge = (section: string, merge: string) => answer(profiles.merges[':merge'].undo.$post({ param: { section, merge } }))

/** Erases a profile for ever, and answers with the receipt. */
export const eraseProfile = (section: string, id: string) => answer(profiles.erase.$post({ param: { section }, json: { profile: { id } } }))
export type Erasure = Awaited<ReturnType<typeof eraseProfile>>

/** Forgets what the editor itself knows of a profile that is erased. */
export async function forgetProfile(section: string, profile: string): Promise<void> {
  queryClient.removeQueries({ queryKey: keyOf(section, profile) })
  await queryClient.invalidateQueries({ queryKey: ['sections', section] })
}

/** All that is stored of a profile, as a file. */
export const exportProfile = (section: string, id: string, format: 'json' | 'csv') =>
  file(profiles.export.$post({ param: { section }, json: { profile: { id }, format } }, fileCall()))
