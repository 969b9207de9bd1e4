import { Progress, Table, Text, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { Count } from '../parts/count.js'
import { NumberHead } from '../parts/number-head.js'
import { Panel } from '../parts/panel.js'

interface Row {
  readonly key: string
  readonly name: ReactNode
  readonly accepted: number
  readonly duplicate: number
  readonly rejected: number
}

interface BreakdownProps {
  readonly title: string
  readonly about: string
  /** What a row is, as the heading of its column. */
  readonly what: string
  readonly rows: readonly Row[]
}

/** Verdicts by something; the bars share one scale, so that rows compare. */
export function Breakdown({ title, about, what, rows }: BreakdownProps) {
  const most = Math.max(1, ...rows.map(({ accepted, duplicate, rejected }) => accepted + duplicate + rejected))
  return (
    <Panel title={title} about={about}>
      {rows.length === 0 ? (
        <Text size="sm">Nothing in this time.</Text>
      ) : (
        <Table.ScrollContainer minWidth={260} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table aria-label={title} verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{what}</Table.Th>
                <Table.Th w="24%" visibleFrom="xs">
                  <VisuallyHidden>Share</VisuallyHidden>
                </Table.Th>
                <NumberHead>Accepted</NumberHead>
                <NumberHead>Rejected</NumberHead>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ key, name, accepted, duplicate, rejected }) => (
                <Table.Tr key={key}>
                  <Table.Td className="wrap-anywhere">{name}</Table.Td>
                  <Table.Td visibleFrom="xs">
                    {/* The numbers beside it say the same. */}
                    <Progress.Root size="sm" aria-hidden>
                      <Progress.Section value={(accepted / most) * 100} color="green.6" />
                      <Progress.Section value={(duplicate / most) * 100} color="gray.5" />
                      <Progress.Section value={(rejected / most) * 100} color="red.6" />
                    </Progress.Root>
                  </Table.Td>
                  <Table.Td ta="end">
                    <Count of={accepted} />
                  </Table.Td>
                  <Table.Td ta="end">
                    <Count of={rejected} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  )
}
