import { Table, Text } from '@mantine/core'
import type { QuarantineGroup } from '../api/quarantine.js'
import { Ago } from '../parts/ago.js'
import { Count } from '../parts/count.js'
import { TextLink } from '../parts/links.js'
import { NumberHead } from '../parts/number-head.js'
import { groupVersion, groupWords } from './group-words.js'

interface GroupsTableProps {
  readonly section: string
  readonly groups: readonly QuarantineGroup[]
}

/** Rejected events that failed alike, a row for each kind of failure. */
export const GroupsTable = ({ section, groups }: GroupsTableProps) => (
  <Table.ScrollContainer minWidth={320} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
    <Table aria-label="Groups" verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>What is wrong</Table.Th>
          <Table.Th ta="end" className="nowrap" visibleFrom="sm">
            Rejected
          </Table.Th>
          <NumberHead>Held</NumberHead>
          <Table.Th visibleFrom="sm">First seen</Table.Th>
          <Table.Th>Last seen</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {groups.map((group) => (
          <Table.Tr key={group.id}>
            <Table.Td className="wrap-anywhere" miw={130}>
              <TextLink to="/sections/$section/quarantine/$group" params={{ section, group: group.id }} fw={500} inherit>
                {groupWords(group)}
              </TextLink>
              <Text size="sm" c="dimmed">
                {groupVersion(group) ?? 'No version named'}
              </Text>
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              <Count of={group.count} />
            </Table.Td>
            <Table.Td ta="end">
              {group.held ? (
                <Count of={group.held} />
              ) : (
                <Text size="sm" c="dimmed">
                  none
                </Text>
              )}
            </Table.Td>
            <Table.Td visibleFrom="sm" className="nowrap">
              <Ago at={group.firstReceivedAt} />
            </Table.Td>
            <Table.Td className="nowrap">
              <Ago at={group.receivedAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Table.ScrollContainer>
)
