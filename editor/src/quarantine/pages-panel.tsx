import { Table, Text } from '@mantine/core'
import type { QuarantineGroupDetails } from '../api/quarantine.js'
import { Count } from '../parts/count.js'
import { NumberHead } from '../parts/number-head.js'
import { Panel } from '../parts/panel.js'

/** Where the events of a group come from. */
export const PagesPanel = ({ pages }: Pick<QuarantineGroupDetails, 'pages'>) => (
  <Panel title="Where they come from" about="Pages of the newest 500. This is where to mend the cause.">
    {pages.length ? (
      <Table aria-label="Where they come from">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Page</Table.Th>
            <NumberHead>Rejected</NumberHead>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pages.map(({ host, path, count }) => (
            <Table.Tr key={`${host} ${path}`}>
              <Table.Td className="wrap-anywhere">
                {host ? (
                  <>
                    <Text span inherit c="dimmed">
                      {host}
                    </Text>
                    {path}
                  </>
                ) : (
                  'No web page'
                )}
              </Table.Td>
              <Table.Td ta="end">
                <Count of={count} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    ) : (
      <Text size="sm">They name no page.</Text>
    )}
  </Panel>
)
