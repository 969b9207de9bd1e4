import { Button, Group, Select, Stack, Text } from '@mantine/core'
import type { Repair } from '@milepost/sdk/contract'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Definition } from '../api/definitions.js'
import type { QuarantineGroupDetails } from '../api/quarantine.js'
import { counted } from '../parts/count.js'
import { fieldsOf } from '../parts/record.js'
import { type Draft, draftOf, isDraftIssue, repairOf } from './draft.js'
import { RepairRow } from './repair-row.js'
import { RunOutcome } from './run-outcome.js'
import { sampleIssues } from './sample-issues.js'
import { SamplePreview } from './sample-preview.js'
import { suggestRepairs } from './suggest-repairs.js'
import { useRepairRun } from './use-repair-run.js'

interface RepairBuilderProps {
  readonly section: string
  readonly group: QuarantineGroupDetails
  readonly definition: Definition
}

/** Puts repairs together, tries them over every held event, and replays. */
export function RepairBuilder({ section, group, definition }: RepairBuilderProps) {
  const [number, setNumber] = useState(definition.current)
  const version = definition.versions.find((entry) => entry.number === number) ?? definition.versions[0]
  const samples = group.samples.filter(({ repairedAt }) => repairedAt === null)
  const [drafts, setDrafts] = useState<readonly Draft[]>(() => {
    const sent = (samples.length ? samples : group.samples).map(({ event }) => event)
    return version ? suggestRepairs(sampleIssues(sent, version), sent, version.fields).map(draftOf) : []
  })
  // The number at the start of a run: what is replayed is no longer held, and the bar must not shrink.
  const [heldAtStart, setHeldAtStart] = useState(group.held)
  const { run, start, stop, forget } = useRepairRun(section, group.id)
  if (!version) return null

  const made = drafts.map((draft) => repairOf(draft, version.fields))
  const repairs = made.filter((entry): entry is Repair => !isDraftIssue(entry))
  const complete = repairs.length === drafts.length
  const plan = { customEvent: definition.discriminator, version: version.number, repairs }
  const running = run?.state === 'running'
  const tried = run?.dryRun && run.state === 'done' ? run.sum.repaired : 0
  const go = (dryRun: boolean) => {
    setHeldAtStart(group.held)
    return start(plan, dryRun)
  }
  // What was tried is what is replayed: a trial of other repairs says nothing.
  const change = (next: readonly Draft[]) => {
    setDrafts(next)
    forget()
  }
  const sentKeys = [...new Set(group.samples.flatMap(({ event }) => Object.keys(fieldsOf(event))))]
  const knownKeys = ['source', ...version.fields.map(({ key }) => key)]
  return (
    <Stack>
      <Select
        label="Send them as"
        description="The version whose fields they have to fit."
        data={definition.versions.toReversed().map((entry) => ({
          value: String(entry.number),
          label: entry.number === definition.current ? `${entry.id} (current)` : entry.id,
        }))}
        value={String(version.number)}
        allowDeselect={false}
        disabled={running}
        maw={320}
        onChange={(chosen) => {
          setNumber(Number(chosen))
          forget()
        }}
      />
      {drafts.length === 0 && (
        <Text size="sm">
          No repair so far: they are judged again as they are, under the version above. Add a repair where fields have to change.
        </Text>
      )}
      {drafts.map((draft, index) => {
        const entry = made[index]
        return (
          <RepairRow
            key={draft.id}
            number={index + 1}
            draft={draft}
            issue={entry && isDraftIssue(entry) ? entry : undefined}
            sentKeys={sentKeys}
            knownKeys={knownKeys}
            onChange={(next) => change(drafts.map((other) => (other.id === draft.id ? next : other)))}
            onRemove={() => change(drafts.filter((other) => other.id !== draft.id))}
          />
        )
      })}
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={running}
          onClick={() => change([...drafts, draftOf({ kind: 'rename' })])}
        >
          Add a repair
        </Button>
      </Group>
      <Group>
        <Button variant={tried ? 'default' : 'filled'} disabled={!complete || running || group.held === 0} onClick={() => go(true)}>
          Try it
        </Button>
        {tried > 0 && (
          <Button disabled={running} onClick={() => go(false)}>
            Replay {counted(tried, 'event')}
          </Button>
        )}
        {!complete && (
          <Text size="sm" c="dimmed">
            A repair above is not complete yet.
          </Text>
        )}
      </Group>
      {!run && <SamplePreview samples={samples.length ? samples : group.samples} version={version} repairs={repairs} />}
      {run && <RunOutcome run={run} held={heldAtStart} onStop={stop} />}
    </Stack>
  )
}
