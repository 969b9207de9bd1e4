import { Badge, Button, Group, List, Paper, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { type Merge, type Profile, profilesChanged, undoMerge } from '../api/profiles.js'
import { ActorName } from '../parts/actor-name.js'
import { Instant } from '../parts/instant.js'
import { TextLink } from '../parts/links.js'
import { Panel } from '../parts/panel.js'
import { tell, tellFailure } from '../parts/tell.js'
import { useMay } from '../parts/use-may.js'
import { kindNames } from './kinds.js'
import classes from './timeline-list.module.css'

interface MergesPanelProps {
  readonly section: string
  readonly profile: Profile
}

/** What was merged into a profile, or it into others, undone merges too. */
export function MergesPanel({ section, profile }: MergesPanelProps) {
  const mayUndo = useMay(section, 'editor')
  return (
    <Panel
      title="Merges"
      about="Integrations merge two profiles of one person. Nothing of either is changed by it, so that each merge can be undone."
    >
      <Stack component="ol" gap="xs" aria-label="Merges" className={classes.list ?? ''}>
        {profile.merges.map((merge) => (
          <Entry key={merge.id} section={section} here={profile.id} merge={merge} mayUndo={mayUndo} />
        ))}
      </Stack>
    </Panel>
  )
}

interface EntryProps {
  readonly section: string
  /** ID of the profile that is looked at. */
  readonly here: string
  readonly merge: Merge
  readonly mayUndo: boolean
}

function Entry({ section, here, merge, mayUndo }: EntryProps) {
  const { source, target, mergedAt, mergedBy, undoneAt, undoneBy } = merge
  const wasSource = source.id === here
  const other = wasSource ? target.id : source.id
  return (
    <Paper component="li" withBorder p="sm">
      <Group justify="space-between" align="flex-start" gap="xs">
        <Stack gap={2} className="wrap-anywhere" flex="1 1 240px">
          <Text size="sm">
            {wasSource ? 'This profile was merged into ' : 'Merged into this profile: '}
            {undoneAt ? (
              <TextLink to="/sections/$section/profiles/$profile" params={{ section, profile: other }} inherit underline="always">
                {other}
              </TextLink>
            ) : (
              other
            )}
          </Text>
          {!wasSource && source.identifiers.length > 0 && <Named identifiers={source.identifiers} />}
          <Text size="sm" c="dimmed">
            <ActorName actor={mergedBy} />, <Instant at={mergedAt} />
          </Text>
          {undoneAt && (
            <Text size="sm" c="dimmed">
              Undone:{' '}
              {undoneBy && (
                <>
                  <ActorName actor={undoneBy} />,{' '}
                </>
              )}
              <Instant at={undoneAt} />
            </Text>
          )}
        </Stack>
        {undoneAt ? <Badge variant="default">Undone</Badge> : mayUndo && <Undo section={section} merge={merge} />}
      </Group>
    </Paper>
  )
}

const Named = ({ identifiers }: Pick<Merge['source'], 'identifiers'>) => (
  <Text size="sm">
    {identifiers.map(({ kind, value }, index) => (
      <span key={`${kind} ${value}`}>
        {index > 0 && ', '}
        {kindNames[kind]} <bdi>{value}</bdi>
      </span>
    ))}
  </Text>
)

function Undo({ section, merge }: { readonly section: string; readonly merge: Merge }) {
  const undo = useMutation({
    mutationFn: () => undoMerge(section, merge.id),
    onSuccess: async () => {
      await profilesChanged(section)
      tell('The merge is undone.')
    },
    onError: tellFailure,
  })
  const ask = () =>
    modals.openConfirmModal({
      title: 'Undo this merge?',
      children: (
        <List size="sm" spacing={6}>
          <List.Item>The two become profiles of their own again, each with its identifiers, browsers and events.</List.Item>
          <List.Item>What arrived since the merge goes to the one by whose identifier or browser it came.</List.Item>
          <List.Item>Nothing is lost. The record of the merge stays here, as undone; an integration can merge them again.</List.Item>
        </List>
      ),
      labels: { confirm: 'Undo the merge', cancel: 'Cancel' },
      onConfirm: () => undo.mutate(),
    })
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconArrowBackUp size={16} aria-hidden />}
      loading={undo.isPending}
      aria-label={`Undo the merge with ${merge.source.id}`}
      onClick={ask}
    >
      Undo
    </Button>
  )
}
