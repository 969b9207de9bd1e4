import { Stack, Table } from '@mantine/core'
import type { Definition } from '../api/definitions.js'
import type { Scope } from '../api/integration-keys.js'
import { identifiers } from '../definitions/identifiers.js'
import { TextLink } from '../parts/links.js'
import { OperationMarks } from './operation-marks.js'
import { operationsOfKey } from './operations-of-key.js'

interface SeenTableProps {
  readonly section: string
  readonly scopes: readonly Scope[]
  readonly definitions: readonly Pick<Definition, 'discriminator' | 'name' | 'allowedOperations'>[]
}

/** Custom events by identifiers: what a key with these scopes may do. */
export const SeenTable = ({ section, scopes, definitions }: SeenTableProps) => (
  <Table aria-label="What the key can see" verticalSpacing="sm" horizontalSpacing={6}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Custom event</Table.Th>
        {identifiers.map(({ id, name, Icon }) => (
          <Table.Th key={id} ta="center">
            <Stack gap={2} align="center">
              <Icon size={18} aria-hidden />
              <span className="nowrap">{name}</span>
            </Stack>
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {definitions.map(({ discriminator, name, allowedOperations }) => (
        <Table.Tr key={discriminator}>
          <Table.Th scope="row" fw={500} className="wrap-anywhere">
            <TextLink
              to="/sections/$section/definitions/$discriminator/operations"
              params={{ section, discriminator }}
              inherit
              dir="auto"
              lineClamp={3}
            >
              {name}
            </TextLink>
          </Table.Th>
          {identifiers.map(({ id }) => (
            <Table.Td key={id}>
              <OperationMarks operations={operationsOfKey(allowedOperations[id], scopes)} />
            </Table.Td>
          ))}
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
)
