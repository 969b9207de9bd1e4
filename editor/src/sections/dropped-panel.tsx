import { Table, Text } from '@mantine/core'
import { Count } from '../parts/count.js'
import { NumberHead } from '../parts/number-head.js'
import { Panel } from '../parts/panel.js'
import { droppedReason } from './dropped-reasons.js'

/** What pages say that they had to give up before it could be sent. */
export const DroppedPanel = ({ dropped }: { readonly dropped: Readonly<Record<string, number>> }) => {
  const rows = Object.entries(dropped)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
  return (
    <Panel
      title="Given up by senders"
      about="Pages keep what they could not send and try again. What they had to give up in the end they count, and tell with the next batch that gets through."
    >
      {rows.length ? (
        <Table aria-label="Given up by senders" maw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Reason</Table.Th>
              <NumberHead>Given up</NumberHead>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([reason, count]) => (
              <Table.Tr key={reason}>
                <Table.Td>{droppedReason(reason)}</Table.Td>
                <Table.Td ta="end">
                  <Count of={count} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : (
        <Text size="sm">Nothing so far.</Text>
      )}
    </Panel>
  )
}
