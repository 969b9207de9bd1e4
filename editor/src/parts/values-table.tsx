import { Code, Table, Text } from '@mantine/core'
import { kindOf } from '@milepost/sdk/contract'

interface ValuesTableProps {
  readonly label: string
  readonly values: Readonly<Record<string, unknown>>
  /** Keys to point out, with why. */
  readonly marks?: ReadonlyMap<string, string>
}

/** Keys and values as they were sent. Values are written as in JSON, because `129.5` and `"129.5"` are not the same. */
export function ValuesTable({ label, values, marks }: ValuesTableProps) {
  const entries = Object.entries(values)
  if (!entries.length) {
    return (
      <Text size="sm" c="dimmed">
        None were sent.
      </Text>
    )
  }
  return (
    <Table aria-label={label} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="35%">Field</Table.Th>
          <Table.Th>Value</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map(([key, value]) => {
          const mark = marks?.get(key)
          return (
            <Table.Tr key={key} {...(mark && { bg: 'var(--mantine-primary-color-light)' })}>
              <Table.Td className="wrap-anywhere" style={{ verticalAlign: 'top' }}>
                <bdi>{key}</bdi>
              </Table.Td>
              <Table.Td className="wrap-anywhere">
                <Code dir="auto" style={{ whiteSpace: 'pre-wrap' }}>
                  {JSON.stringify(value) ?? 'undefined'}
                </Code>
                <Text size="xs" {...(!mark && { c: 'dimmed' })}>
                  {kindOf(value)}
                  {mark && `, ${mark}`}
                </Text>
              </Table.Td>
            </Table.Tr>
          )
        })}
      </Table.Tbody>
    </Table>
  )
}
