import { Badge, Button, Code, Group, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowsDiff } from '@tabler/icons-react'
import type { Definition, Version } from '../api/definitions.js'
import { Ago } from '../parts/ago.js'
import { Count, counted } from '../parts/count.js'
import { Countdown } from '../parts/countdown.js'
import { Instant } from '../parts/instant.js'
import classes from './version-list.module.css'

interface VersionListProps {
  readonly definition: Definition
  readonly onCompare: (from: number, to: number) => void
}

/** Every version, the newest first: who saved it, when it can be used, and what has arrived for it. */
export const VersionList = ({ definition: { current, versions }, onCompare }: VersionListProps) => (
  <ol className={classes.list} aria-label="Versions" reversed>
    {versions.toReversed().map((version) => (
      <Row key={version.number} version={version} current={current} onCompare={onCompare} />
    ))}
  </ol>
)

interface RowProps {
  readonly version: Version
  readonly current: number
  readonly onCompare: VersionListProps['onCompare']
}

function Row({ version: { id, number, fields, savedAt, savedBy, usableAt, received, lastSeenAt }, current, onCompare }: RowProps) {
  const isPending = number > current
  return (
    <li className={classes.row}>
      <Stack gap={4} className="wrap-anywhere">
        <Group gap="xs">
          <Text fw={600}>Version {number}</Text>
          {number === current && <Badge tt="none">Current</Badge>}
          {isPending && (
            <Badge color="yellow" variant="light" tt="none">
              Pending
            </Badge>
          )}
          <Code>{id}</Code>
        </Group>
        <Text size="sm" c="dimmed">
          Saved <Instant at={savedAt} /> by {savedBy ? <bdi>{savedBy}</bdi> : 'a program with the access token'} ·{' '}
          {counted(fields.length, 'field')}
        </Text>
        <Text size="sm" c="dimmed">
          {isPending ? (
            <>
              Usable <Countdown until={usableAt} />, at <Instant at={usableAt} />
            </>
          ) : (
            <>
              Usable since <Instant at={usableAt} />
            </>
          )}
        </Text>
      </Stack>
      <div className={classes.side}>
        <Text size="sm">
          <Count of={received ?? 0} /> {received === 1 ? 'event' : 'events'} received
        </Text>
        {lastSeenAt && (
          <Text size="xs" c="dimmed">
            Last <Ago at={lastSeenAt} />
          </Text>
        )}
        {number > 1 && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconArrowsDiff size={16} aria-hidden />}
            onClick={() => onCompare(number - 1, number)}
          >
            <span>
              Compare with {number - 1}
              <VisuallyHidden> from version {number}</VisuallyHidden>
            </span>
          </Button>
        )}
      </div>
    </li>
  )
}
