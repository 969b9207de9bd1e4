import { Group, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { applyRepairs, checkFields, type DefinitionVersion, explainIssues, type Repair, rulesOf } from '@milepost/sdk/contract'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { IssueList } from '../parts/issue-list.js'
import { fieldsOf } from '../parts/record.js'
import { ValuesTable } from '../parts/values-table.js'
import { changedKeys } from './changed-keys.js'

interface SamplePreviewProps {
  readonly samples: readonly { readonly event: unknown }[]
  readonly version: Pick<DefinitionVersion, 'id' | 'fields'>
  readonly repairs: readonly Repair[]
}

/** What the repairs make of one sample, by the same code that the collector runs. */
export function SamplePreview({ samples, version, repairs }: SamplePreviewProps) {
  const [index, setIndex] = useState(0)
  const sample = samples[index]?.event
  if (sample === undefined) return null
  const before = fieldsOf(sample)
  const after = fieldsOf(applyRepairs(sample, repairs))
  const issues = explainIssues(checkFields(rulesOf(version), after), after)
  return (
    <Stack component="section" gap="sm" aria-label="Preview">
      <Group justify="space-between" align="flex-end">
        <Title order={3} size="h6">
          What they make of a sample
        </Title>
        {samples.length > 1 && (
          <Select
            aria-label="Sample"
            size="xs"
            w={140}
            data={samples.map((_, place) => ({ value: String(place), label: `Sample ${place + 1} of ${samples.length}` }))}
            value={String(index)}
            allowDeselect={false}
            onChange={(chosen) => setIndex(Number(chosen))}
          />
        )}
      </Group>
      <BeforeAfter before={before} after={after} />
      {issues.length ? (
        <>
          <Text size="sm">Its fields do not fit {version.id} yet:</Text>
          <IssueList issues={issues} />
        </>
      ) : (
        <Group gap="xs" c="green">
          <IconCheck size={18} aria-hidden />
          <Text size="sm">Its fields fit {version.id}.</Text>
        </Group>
      )}
    </Stack>
  )
}

interface BeforeAfterProps {
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
}

/** Fields as they were sent and as they are sent again, what differs pointed out. */
export function BeforeAfter({ before, after }: BeforeAfterProps) {
  const { gone, made } = changedKeys(before, after)
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Side title="Before">
        <ValuesTable label="Before" values={before} marks={new Map([...gone].map((key) => [key, 'changed']))} />
      </Side>
      <Side title="After">
        <ValuesTable label="After" values={after} marks={new Map([...made].map((key) => [key, 'changed']))} />
      </Side>
    </SimpleGrid>
  )
}

const Side = ({ title, children }: { readonly title: string; readonly children: React.ReactNode }) => (
  <div className="wrap-anywhere">
    <Text size="sm" fw={600} mb={4}>
      {title}
    </Text>
    {children}
  </div>
)
