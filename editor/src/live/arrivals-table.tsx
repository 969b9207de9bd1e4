import { Table, Text, UnstyledButton } from '@mantine/core'
import { Fragment, memo } from 'react'
import { VerdictBadge } from '../parts/verdict-badge.js'
import type { Arrival } from './arrivals.js'
import classes from './arrivals-table.module.css'
import { placeOf } from './place.js'

interface ArrivalsTableProps {
  readonly list: readonly Arrival[]
  readonly opened: string | undefined
  readonly onOpen: (arrival: Arrival) => void
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' })
const HOURS_12_MS = 12 * 3_600_000

/** Rows as they arrive, the newest first. A row is opened by its time, or by a click anywhere on it. */
export const ArrivalsTable = ({ list, opened, onOpen }: ArrivalsTableProps) => (
  <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Arrivals, scrollable' } }}>
    <Table aria-label="Arrivals" highlightOnHover layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={140}>Received</Table.Th>
          <Table.Th w={120}>Verdict</Table.Th>
          <Table.Th>Version</Table.Th>
          <Table.Th>Source</Table.Th>
          <Table.Th>Page</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {list.map((arrival) => (
          <Fragment key={arrival.key}>
            <Row arrival={arrival} isOpen={arrival.key === opened} isRecent={isRecent(arrival)} onOpen={onOpen} />
            {arrival.gapAfter && (
              <Table.Tr>
                <Table.Td colSpan={5}>
                  <Text size="sm" c="dimmed" ta="center">
                    More arrived here than was read in time. Narrow the list by a filter to see it.
                  </Text>
                </Table.Td>
              </Table.Tr>
            )}
          </Fragment>
        ))}
      </Table.Tbody>
    </Table>
  </Table.ScrollContainer>
)

interface RowProps {
  readonly arrival: Arrival
  readonly isOpen: boolean
  readonly isRecent: boolean
  readonly onOpen: (arrival: Arrival) => void
}

const isRecent = ({ row }: Arrival) => Date.now() - Date.parse(row.receivedAt) < HOURS_12_MS

/** Drawn again only when it changes: the page around it is with every scroll, and with every look at what is new. */
const Row = memo(function Row({ arrival, isOpen, isRecent, onOpen }: RowProps) {
  const { row } = arrival
  const place = placeOf(row.page)
  return (
    <Table.Tr className={classes.row} onClick={() => onOpen(arrival)} {...(isOpen && { bg: 'var(--mantine-primary-color-light)' })}>
      <Table.Td>
        <UnstyledButton fz="sm" className={classes.open} aria-haspopup="dialog" title={row.receivedAt}>
          {(isRecent ? time : dateAndTime).format(new Date(row.receivedAt))}
        </UnstyledButton>
      </Table.Td>
      <Table.Td>
        <VerdictBadge verdict={row.status} />
      </Table.Td>
      <Table.Td>
        <Text size="sm" truncate>
          {row.version ?? '—'}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" truncate>
          <bdi>{row.source ?? '—'}</bdi>
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" truncate {...(place && { title: place.host + place.path })}>
          {place ? (
            <>
              <Text span inherit c="dimmed">
                {place.host}
              </Text>
              {place.path}
            </>
          ) : (
            '—'
          )}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
})
