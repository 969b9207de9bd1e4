import { Box, Button, Table } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Overview } from '../api/overview.js'
import { Count, countText } from '../parts/count.js'
import { NumberHead } from '../parts/number-head.js'
import { Panel } from '../parts/panel.js'
import { pointLabel } from './point-label.js'
import { VerdictChart } from './verdict-chart.js'

/** Verdicts over time: a picture, and the same as text and as a table. */
export function VerdictFigure({ points, grain }: Pick<Overview, 'points' | 'grain'>) {
  const [asTable, { toggle }] = useDisclosure()
  return (
    <Panel title={grain === 'hour' ? 'Per hour' : 'Per day'} about={sentence(points, grain)}>
      <Box component="figure" m={0} aria-hidden>
        <VerdictChart points={points} grain={grain} />
      </Box>
      <Button variant="default" size="xs" onClick={toggle} aria-expanded={asTable} style={{ alignSelf: 'flex-start' }}>
        {asTable ? 'Hide the table' : 'Show as a table'}
      </Button>
      {asTable && (
        <Table.ScrollContainer minWidth={360} maxHeight={360} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label="Verdicts over time" stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{grain === 'hour' ? 'Hour from' : 'Day (UTC)'}</Table.Th>
                <NumberHead>Accepted</NumberHead>
                <NumberHead>Duplicate</NumberHead>
                <NumberHead>Rejected</NumberHead>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...points].reverse().map(({ at, accepted, duplicate, rejected }) => (
                <Table.Tr key={at}>
                  <Table.Td>{pointLabel(at, grain)}</Table.Td>
                  {[accepted, duplicate, rejected].map((count, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: three columns, always the same
                    <Table.Td key={place} ta="end">
                      <Count of={count} />
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  )
}

/** What the picture shows at a glance, in words. */
function sentence(points: Overview['points'], grain: 'hour' | 'day'): string {
  const sums = points.map(({ at, accepted, duplicate, rejected }) => ({ at, sum: accepted + duplicate + rejected }))
  const top = sums.reduce((best, point) => (point.sum > best.sum ? point : best), { at: '', sum: 0 })
  return top.sum
    ? `The most in one ${grain}: ${countText(top.sum)}, ${pointLabel(top.at, grain)}${grain === 'day' ? ' (UTC)' : ''}.`
    : 'Nothing arrived.'
}
