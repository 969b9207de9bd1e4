import { Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type ProfileEvent, timelineQuery } from '../api/profiles.js'
import { Failure } from '../parts/failure.js'
import { fieldErrors } from '../parts/field-errors.js'
import { LoadMore } from '../parts/load-more.js'
import { Panel } from '../parts/panel.js'
import { Waiting } from '../parts/waiting.js'
import { TimelineDrawer } from './timeline-drawer.js'
import { TimelineFilters } from './timeline-filters.js'
import { TimelineList } from './timeline-list.js'
import type { TimelineSearch } from './timeline-search.js'

/** What somebody did, the newest first. */
export function TimelinePanel({ section, profile }: { readonly section: string; readonly profile: string }) {
  const search = useSearch({ from: '/signed-in/sections/$section/profiles/$profile' })
  const navigate = useNavigate()
  const [opened, setOpened] = useState<ProfileEvent>()
  const timeline = useInfiniteQuery(timelineQuery(section, profile, search))
  const filter = (next: TimelineSearch) =>
    navigate({ to: '/sections/$section/profiles/$profile', params: { section, profile }, search: next, replace: true, resetScroll: false })
  const errors = fieldErrors(timeline.error)
  return (
    <Panel title="Timeline" about="Events by when they occurred, the newest first. Open one to see it whole.">
      <TimelineFilters
        section={section}
        search={search}
        onChange={filter}
        versions={[...new Set(timeline.data?.map(({ version }) => version))]}
        errors={errors}
      />
      {timeline.isPending && <Waiting />}
      {timeline.isError && !errors.version && <Failure error={timeline.error} retry={timeline.refetch} />}
      {timeline.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {Object.keys(search).length
            ? 'Nothing that fits the filters.'
            : 'No events. What is hidden, or past its retention, is not shown.'}
        </Text>
      )}
      {timeline.data && timeline.data.length > 0 && <TimelineList list={timeline.data} onOpen={setOpened} />}
      <LoadMore {...timeline} />
      <TimelineDrawer event={opened} onClose={() => setOpened(undefined)} />
    </Panel>
  )
}
