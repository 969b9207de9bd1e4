import { Affix, Button, Center, Group, Stack, Text } from '@mantine/core'
import { useWindowScroll } from '@mantine/hooks'
import { IconActivity, IconArrowUp, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Announcer } from '../live/announcer.js'
import { ArrivalDrawer } from '../live/arrival-drawer.js'
import type { Arrival } from '../live/arrivals.js'
import { ArrivalsTable } from '../live/arrivals-table.js'
import { LiveFilters } from '../live/live-filters.js'
import { type LiveSearch, looksAtNewestOnly } from '../live/live-search.js'
import { useArrivals } from '../live/use-arrivals.js'
import { useHeld } from '../live/use-held.js'
import { counted } from '../parts/count.js'
import { EmptyState } from '../parts/empty-state.js'
import { Failure } from '../parts/failure.js'
import { PageHead } from '../parts/page-head.js'
import { tellFailure } from '../parts/tell.js'
import { Waiting } from '../parts/waiting.js'

const from = '/signed-in/sections/$section/live'

/** Scrolled so far, the first rows are out of sight: what comes in front of them would push what is read. */
const READING_PX = 320

export function LivePage() {
  const { section } = useParams({ from })
  const search = useSearch({ from })
  const navigate = useNavigate()
  const [paused, setPaused] = useState(false)
  const [opened, setOpened] = useState<Arrival>()
  const [{ y }, scrollTo] = useWindowScroll()
  const arrivals = useArrivals(section, search, paused)
  const list = arrivals.data?.list ?? []
  const { shown, waiting } = useHeld(list, opened !== undefined || y > READING_PX)
  const filter = (next: LiveSearch) => navigate({ to: '/sections/$section/live', params: { section }, search: next, replace: true })
  const filtered = Object.keys(search).length > 0
  return (
    <>
      <PageHead
        title="Live"
        actions={
          <Button
            variant="default"
            leftSection={paused ? <IconPlayerPlay size={18} aria-hidden /> : <IconPlayerPause size={18} aria-hidden />}
            onClick={() => setPaused(!paused)}
          >
            {paused ? 'Go on' : 'Pause'}
          </Button>
        }
      >
        What arrives, as it arrives, with its verdict.
      </PageHead>
      <Stack>
        <LiveFilters section={section} search={search} onChange={filter} arrivals={list} />
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed">
            {paused ? 'Paused.' : 'Looked up every 2 seconds while you see this tab.'}
            {looksAtNewestOnly(search) && ' Version, source and host are looked for in the newest 5,000 rows.'}
          </Text>
          <Announcer list={list} />
        </Group>
        {arrivals.isPending && <Waiting />}
        {arrivals.isError && <Failure error={arrivals.error} retry={arrivals.refetch} />}
        {arrivals.isSuccess && !shown.length && (
          <EmptyState icon={<IconActivity aria-hidden />} title={filtered ? 'Nothing that fits the filters' : 'Nothing has arrived yet'}>
            {filtered
              ? 'What fits them is shown here as soon as it arrives.'
              : 'Keep this page open, and do in your shop what a custom event reports. It shows up within two seconds.'}
          </EmptyState>
        )}
        {shown.length > 0 && <ArrivalsTable list={shown} opened={opened?.key} onOpen={setOpened} />}
        {arrivals.data?.olderCursor && (
          <Center>
            <Button variant="default" loading={arrivals.readingOlder} onClick={() => arrivals.readOlder().catch(tellFailure)}>
              Show older
            </Button>
          </Center>
        )}
      </Stack>
      {waiting > 0 && !opened && (
        <Affix position={{ bottom: 20, left: '50%' }} style={{ transform: 'translateX(-50%)' }}>
          <Button radius="xl" leftSection={<IconArrowUp size={18} aria-hidden />} onClick={() => scrollTo({ y: 0 })}>
            {counted(waiting, 'new row')}
          </Button>
        </Affix>
      )}
      <ArrivalDrawer section={section} row={opened?.row} onClose={() => setOpened(undefined)} />
    </>
  )
}
