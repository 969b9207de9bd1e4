import { Accordion, Alert, Button, Group, List, Progress, Stack, Text, Title } from '@mantine/core'
import { IconCheck, IconInfoCircle } from '@tabler/icons-react'
import { counted, countText } from '../parts/count.js'
import { Failure } from '../parts/failure.js'
import { IssueList } from '../parts/issue-list.js'
import { issuesSentence } from '../parts/issue-words.js'
import { fieldsOf } from '../parts/record.js'
import type { RepairSum } from './repair-sum.js'
import { BeforeAfter } from './sample-preview.js'
import type { RepairRun } from './use-repair-run.js'

interface RunOutcomeProps {
  readonly run: RepairRun
  /** Events that were held when it began. */
  readonly held: number
  readonly onStop: () => void
}

/** How far a run is, and what became of the events, or would. */
export function RunOutcome({ run: { state, dryRun, sum, error }, held, onStop }: RunOutcomeProps) {
  const running = state === 'running'
  return (
    <Stack component="section" gap="sm" aria-label={dryRun ? 'Outcome of the trial' : 'Outcome'}>
      {running && (
        <Group wrap="nowrap">
          <Progress
            value={held ? Math.min(100, (sum.checked / held) * 100) : 0}
            aria-label={dryRun ? 'Trying' : 'Replaying'}
            flex={1}
            animated
          />
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {countText(sum.checked)} of {countText(held)}
          </Text>
          <Button variant="default" size="xs" onClick={onStop}>
            Stop
          </Button>
        </Group>
      )}
      {state === 'failed' && <Failure error={error} title={sum.checked ? 'It stopped on the way' : 'That did not work'} />}
      {!running && (sum.checked > 0 || state !== 'failed') && <Summary sum={sum} dryRun={dryRun} stopped={state !== 'done'} />}
      {!running && sum.issues.length > 0 && <StillRejected sum={sum} dryRun={dryRun} />}
      {!running && sum.samples.length > 0 && <Samples sum={sum} dryRun={dryRun} />}
    </Stack>
  )
}

interface SumProps {
  readonly sum: RepairSum
  readonly dryRun: boolean
}

function Summary({ sum: { checked, repaired, duplicates, rejected }, dryRun, stopped }: SumProps & { readonly stopped: boolean }) {
  const good = rejected === 0 && checked > 0
  return (
    <Alert
      role="status"
      color={good ? 'green' : 'yellow'}
      icon={good ? <IconCheck aria-hidden /> : <IconInfoCircle aria-hidden />}
      title={
        dryRun
          ? `${countText(repaired)} of ${countText(checked)} would be stored`
          : repaired
            ? `${counted(repaired, 'event')} repaired and stored`
            : 'Nothing was stored'
      }
    >
      <List size="sm">
        {duplicates > 0 && (
          <List.Item>
            {countText(duplicates)} stored already, because they were sent again or repaired before. They are not stored twice.
          </List.Item>
        )}
        {rejected > 0 && (
          <List.Item>
            {countText(rejected)} {dryRun ? 'would still be rejected' : 'still rejected'}. They stay here as they are.
          </List.Item>
        )}
        {stopped && <List.Item>Stopped before the end: the rest was not looked at.</List.Item>}
        {dryRun ? (
          <List.Item>Nothing has changed so far.</List.Item>
        ) : (
          <List.Item>The originals stay in quarantine, marked as repaired.</List.Item>
        )}
      </List>
    </Alert>
  )
}

const StillRejected = ({ sum, dryRun }: SumProps) => (
  <div>
    <Title order={3} size="h6" mb={4}>
      {dryRun ? 'What would still be wrong' : 'What is still wrong'}
    </Title>
    <List size="sm" className="wrap-anywhere">
      {sum.issues.map((issue) => (
        <List.Item key={`${issue.code} ${issue.field ?? ''}`}>
          {issuesSentence([issue])}: {countText(issue.count)}
        </List.Item>
      ))}
    </List>
  </div>
)

const outcomes = {
  repaired: ['would be stored', 'stored'],
  duplicate: ['stored already', 'stored already'],
  rejected: ['would still be rejected', 'still rejected'],
} as const

const Samples = ({ sum, dryRun }: SumProps) => (
  <div>
    <Title order={3} size="h6" mb={4}>
      Before and after
    </Title>
    <Accordion variant="separated" order={4}>
      {sum.samples.map(({ status, before, after, issues }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the samples of a finished run do not change
        <Accordion.Item key={index} value={String(index)}>
          <Accordion.Control>
            <Text size="sm">
              Sample {index + 1}: {outcomes[status][dryRun ? 0 : 1]}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="sm">
              {issues.length > 0 && <IssueList issues={issues} />}
              <BeforeAfter before={fieldsOf(before)} after={fieldsOf(after)} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  </div>
)
