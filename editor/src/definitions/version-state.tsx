import { Badge, Group, Text } from '@mantine/core'
import type { Definition } from '../api/definitions.js'
import { Countdown } from '../parts/countdown.js'

interface VersionStateProps {
  readonly definition: Pick<Definition, 'current' | 'versions'>
  /** Called when a pending version has become the current one. */
  readonly onPublished?: () => void
}

/** The current version, and the one that waits for its instant. */
export function VersionState({ definition: { current, versions }, onPublished }: VersionStateProps) {
  const pending = versions.findLast(({ number }) => number > current)
  return (
    <Group gap={6}>
      <Badge variant="light" tt="none" miw="max-content">
        Version {current}
      </Badge>
      {pending && (
        <Text size="xs" c="dimmed">
          Version {pending.number} <Countdown until={pending.usableAt} {...(onPublished && { onEnd: onPublished })} />
        </Text>
      )}
    </Group>
  )
}
