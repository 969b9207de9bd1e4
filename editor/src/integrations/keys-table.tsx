import { Table, VisuallyHidden } from '@mantine/core'
import type { IntegrationKey } from '../api/integration-keys.js'
import { KeyRow } from './key-row.js'

interface KeysTableProps {
  readonly section: string
  readonly keys: readonly IntegrationKey[]
  /** Shows what a key can see. */
  readonly onView: (key: IntegrationKey) => void
}

/** Integration keys; on a narrow screen everything about one stands below its name. */
export const KeysTable = ({ section, keys, onView }: KeysTableProps) => (
  <Table aria-label="Integration keys" verticalSpacing="sm">
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Key</Table.Th>
        <Table.Th visibleFrom="sm">May</Table.Th>
        <Table.Th visibleFrom="md">Made</Table.Th>
        <Table.Th visibleFrom="sm">Last used</Table.Th>
        <Table.Th>
          <VisuallyHidden>Actions</VisuallyHidden>
        </Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {keys.map((key) => (
        <KeyRow key={key.id} section={section} integrationKey={key} onView={() => onView(key)} />
      ))}
    </Table.Tbody>
  </Table>
)
