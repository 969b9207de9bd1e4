import { Badge, Group, Paper, Stack, Text, UnstyledButton } from '@mantine/core'
import { memo } from 'react'
import type { ProfileEvent } from '../api/profiles.js'
import { categoryTabOf } from '../definitions/categories.js'
import { placeOf } from '../live/place.js'
import { Instant } from '../parts/instant.js'
import classes from './timeline-list.module.css'

interface TimelineListProps {
  readonly list: readonly ProfileEvent[]
  readonly onOpen: (event: ProfileEvent) => void
}

/** Events one below the other, each with what tells it from the others. It is opened by its name. */
export const TimelineList = ({ list, onOpen }: TimelineListProps) => (
  <Stack component="ol" gap="xs" aria-label="Events" className={classes.list ?? ''}>
    {list.map((event) => (
      <Entry key={event.id} event={event} onOpen={onOpen} />
    ))}
  </Stack>
)

interface EntryProps {
  readonly event: ProfileEvent
  readonly onOpen: (event: ProfileEvent) => void
}

const Entry = memo(function Entry({ event, onOpen }: EntryProps) {
  const place = placeOf(event.page)
  return (
    <Paper component="li" withBorder p="sm">
      <Stack gap={4}>
        <Group justify="space-between" gap="xs">
          <Group gap="xs" miw={0}>
            <CategoryBadge category={event.category} />
            <UnstyledButton
              fz="sm"
              fw={600}
              dir="auto"
              className={`wrap-anywhere ${classes.open}`}
              aria-haspopup="dialog"
              onClick={() => onOpen(event)}
            >
              {event.name}
            </UnstyledButton>
          </Group>
          <Text size="sm" c="dimmed">
            <Instant at={event.occurredAt} />
          </Text>
        </Group>
        <Text size="sm" c="dimmed" className="wrap-anywhere" lineClamp={2}>
          {event.version} · <bdi>{event.source}</bdi>
          {place && (
            <>
              {' · '}
              <bdi>
                {place.host}
                {place.path}
              </bdi>
            </>
          )}
        </Text>
        <FieldLine fields={event.fields} />
      </Stack>
    </Paper>
  )
})

/** Fields of a line: more are read in the event itself. */
const TOLD = 8

function FieldLine({ fields }: Pick<ProfileEvent, 'fields'>) {
  const told = Object.entries(fields).filter(([key]) => key !== 'source')
  if (!told.length) return null
  return (
    <Text size="sm" className="wrap-anywhere" lineClamp={2}>
      {told.slice(0, TOLD).map(([key, value], index) => (
        <span key={key}>
          {index > 0 && ' · '}
          <bdi>{key}</bdi> <bdi>{typeof value === 'string' ? value : JSON.stringify(value)}</bdi>
        </span>
      ))}
      {told.length > TOLD && ' …'}
    </Text>
  )
}

/** A category as a word; the picture only helps. */
export function CategoryBadge({ category }: Pick<ProfileEvent, 'category'>) {
  const { one, Icon } = categoryTabOf(category)
  return (
    <Badge variant="default" leftSection={<Icon size={12} aria-hidden />}>
      {one}
    </Badge>
  )
}
