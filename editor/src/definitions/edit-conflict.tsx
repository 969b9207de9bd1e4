import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { compareVersions } from '@milepost/sdk/contract'
import { IconUsers } from '@tabler/icons-react'
import type { Version } from '../api/definitions.js'
import { Instant } from '../parts/instant.js'
import { ChangeList } from './change-list.js'

interface EditConflictProps {
  /** The version that the edit started from. */
  readonly base: Version
  /** The version that somebody else has saved in the meantime. */
  readonly newest: Version
  /** Goes on from the newest version with what has been edited here. */
  readonly onContinue: () => void
  /** Shows the newest version in place of what has been edited here. */
  readonly onDiscard: () => void
}

/** Says that two people edited at once, what the other one changed, and how to go on without losing anything. */
export const EditConflict = ({ base, newest, onContinue, onDiscard }: EditConflictProps) => (
  <Alert role="alert" color="orange" icon={<IconUsers aria-hidden />} title="Somebody else has saved a version">
    <Stack gap="sm">
      <Text size="sm">
        {newest.savedBy ? <bdi>{newest.savedBy}</bdi> : 'A program with the access token'} saved version {newest.number} at{' '}
        <Instant at={newest.savedAt} />; your changes are still here. They started from version {base.number}, since which this has changed:
      </Text>
      <ChangeList changes={compareVersions(base, newest).changes} />
      <Group gap="xs">
        <Button size="xs" onClick={onContinue}>
          Put my changes on version {newest.number}
        </Button>
        <Button size="xs" variant="default" onClick={onDiscard}>
          Discard my changes
        </Button>
      </Group>
    </Stack>
  </Alert>
)
