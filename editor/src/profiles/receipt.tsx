import { Group, Table, Text } from '@mantine/core'
import { useEffect } from 'react'
import { type Erasure, forgetProfile } from '../api/profiles.js'
import { CopyText } from '../parts/copy-text.js'
import { Count } from '../parts/count.js'
import { Instant } from '../parts/instant.js'
import { ButtonLink } from '../parts/links.js'
import { NumberHead } from '../parts/number-head.js'
import { PageHead } from '../parts/page-head.js'
import { Panel } from '../parts/panel.js'

const words: Readonly<Record<keyof Erasure['removed'], string>> = {
  events: 'Events',
  identifiers: 'Emails, mobile numbers and CRM IDs',
  visitors: 'Visitor IDs',
  identifications: 'Identifications by pages',
  usedProofs: 'Proofs that were used',
  quarantine: 'Rejected events in quarantine',
  merges: 'Records of merges',
  parts: 'Profiles, with those merged into it',
}

interface ReceiptProps {
  readonly section: string
  readonly profile: string
  readonly erasure: Erasure
}

/** What was erased. It is told this once; of whom, it does not say. */
export function Receipt({ section, profile, erasure: { id, erasedAt, removed } }: ReceiptProps) {
  // Not before the page has gone that shows it, which would read it again.
  useEffect(() => void forgetProfile(section, profile), [section, profile])
  return (
    <>
      <PageHead
        title="Erased"
        actions={
          <ButtonLink to="/sections/$section/profiles" params={{ section }} variant="default">
            Find somebody else
          </ButtonLink>
        }
      >
        Nothing of this profile is left, and what happened before <Instant at={erasedAt} /> does not bring it back.
      </PageHead>
      <Panel title="Receipt" about="What was removed. Keep its ID if you have to show that it was done: the audit has it too.">
        <Table aria-label="Receipt" maw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Removed</Table.Th>
              <NumberHead>Count</NumberHead>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {(Object.keys(words) as (keyof typeof words)[]).map((what) => (
              <Table.Tr key={what}>
                <Table.Td>{words[what]}</Table.Td>
                <Table.Td ta="end">
                  <Count of={removed[what]} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Group gap={4} wrap="nowrap">
          <Text size="sm" c="dimmed" className="wrap-anywhere">
            Receipt {id}
          </Text>
          <CopyText text={id} label="Copy the ID of the receipt" compact />
        </Group>
      </Panel>
    </>
  )
}
