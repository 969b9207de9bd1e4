import { Badge, Group, Stack, Text } from '@mantine/core'
import { IconWorld } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { installationsQuery, type Place } from '../api/definitions.js'
import { Ago } from '../parts/ago.js'
import { counted } from '../parts/count.js'
import { EmptyState } from '../parts/empty-state.js'
import { Failure } from '../parts/failure.js'
import { LoadMore } from '../parts/load-more.js'
import { Panel } from '../parts/panel.js'
import { Waiting } from '../parts/waiting.js'
import classes from './version-list.module.css'

interface InstallationsProps {
  readonly place: Place
  readonly current: number
}

/** The pages that have sent the custom event, with the version that each still sends. */
export function Installations({ place, current }: InstallationsProps) {
  const list = useInfiniteQuery(installationsQuery(place))
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Panel
      title="Where it is installed"
      about="Pages that have sent it, the last one first. Numbers in addresses that look like IDs are put together."
    >
      {list.error && <Failure error={list.error} retry={list.refetch} />}
      {list.isPending && <Waiting />}
      {list.data && items.length === 0 && (
        <EmptyState icon={<IconWorld />} title="Nothing has arrived yet">
          Put the snippet into a page and open it, or send a test event. The page then appears here.
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={classes.list} aria-label="Pages">
          {items.map(({ host, path, version, count, lastSeenAt }) => (
            <li key={`${host} ${path} ${version}`} className={classes.row}>
              <Text size="sm" className="wrap-anywhere" dir={host ? 'ltr' : 'auto'}>
                {host ? (
                  <>
                    <b>{host}</b>
                    {path}
                  </>
                ) : (
                  'No page: sent by a program, or as a test'
                )}
              </Text>
              <Group gap="xs">
                <Stack gap={0} align="flex-end">
                  <Badge variant="light" color={version < current ? 'yellow' : 'green'} tt="none">
                    Version {version}
                  </Badge>
                  <Text size="xs" c="dimmed">
                    {counted(count, 'event')}, last <Ago at={lastSeenAt} />
                  </Text>
                </Stack>
              </Group>
            </li>
          ))}
        </ul>
      )}
      <LoadMore {...list} />
    </Panel>
  )
}
