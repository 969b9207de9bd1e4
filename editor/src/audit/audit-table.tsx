import { Table, Text } from '@mantine/core'
import { Fragment } from 'react'
import type { AuditEntry } from '../api/audit.js'
import { ActorName } from '../parts/actor-name.js'
import { Instant } from '../parts/instant.js'
import { auditWords } from './audit-kinds.js'
import { AuditObject } from './audit-object.js'

interface AuditTableProps {
  readonly section: string
  readonly entries: readonly AuditEntry[]
}

/** Who did what and when; on a narrow screen the three stand below one another. */
export const AuditTable = ({ section, entries }: AuditTableProps) => (
  <Table aria-label="Audit" verticalSpacing="sm">
    <Table.Thead>
      <Table.Tr>
        <Table.Th visibleFrom="sm">Who</Table.Th>
        <Table.Th>What</Table.Th>
        <Table.Th visibleFrom="sm">When</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {entries.map((entry, index) => (
        <Table.Tr
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no ID
          key={index}
        >
          <Table.Td visibleFrom="sm" className="wrap-anywhere" w="25%">
            <ActorName actor={entry.actor} />
          </Table.Td>
          <Table.Td className="wrap-anywhere">
            {auditWords(entry).map((words, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: words have no other identity
              <Fragment key={place}>
                {place > 0 && <AuditObject section={section} entry={entry} />}
                {words}
              </Fragment>
            ))}
            <Text size="sm" c="dimmed" hiddenFrom="sm">
              <ActorName actor={entry.actor} />, <Instant at={entry.at} />
            </Text>
          </Table.Td>
          <Table.Td visibleFrom="sm" className="nowrap">
            <Instant at={entry.at} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
)
