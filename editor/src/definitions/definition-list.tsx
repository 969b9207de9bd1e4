import { Card, Code, Group, SimpleGrid, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { Definition } from '../api/definitions.js'
import { TextLink } from '../parts/links.js'
import { ConnectionState } from './connection-state.js'
import { DayBars } from './day-bars.js'
import { DefinitionMenu } from './definition-menu.js'
import { VersionState } from './version-state.js'

interface DefinitionListProps {
  readonly section: string
  readonly items: readonly Definition[]
}

/** Custom events: a table, or cards where a table does not fit. */
export function DefinitionList({ section, items }: DefinitionListProps) {
  const narrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false })
  return narrow ? <Cards section={section} items={items} /> : <Rows section={section} items={items} />
}

function Rows({ section, items }: DefinitionListProps) {
  return (
    <Table verticalSpacing="sm" highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Version</Table.Th>
          <Table.Th ta="right">Fields</Table.Th>
          <Table.Th>Web tracking</Table.Th>
          <Table.Th>Last 24 hours</Table.Th>
          <Table.Th w={1}>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.discriminator}>
            <Table.Td maw={280}>
              <Name section={section} item={item} />
            </Table.Td>
            <Table.Td>
              <VersionState definition={item} />
            </Table.Td>
            <Table.Td ta="right">{fieldCount(item)}</Table.Td>
            <Table.Td>
              <ConnectionState {...item} />
            </Table.Td>
            <Table.Td>
              <DayBars hours={item.stats?.hours ?? []} />
            </Table.Td>
            <Table.Td>
              <DefinitionMenu section={section} discriminator={item.discriminator} name={item.name} editableAt={item.editableAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

const Cards = ({ section, items }: DefinitionListProps) => (
  <SimpleGrid component="ul" cols={{ base: 1, sm: 2 }} p={0} m={0} style={{ listStyle: 'none' }}>
    {items.map((item) => (
      <Card component="li" withBorder padding="md" key={item.discriminator}>
        <Stack gap="sm">
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Name section={section} item={item} />
            <DefinitionMenu section={section} discriminator={item.discriminator} name={item.name} editableAt={item.editableAt} />
          </Group>
          <Group gap="xs">
            <VersionState definition={item} />
            <Text size="sm" c="dimmed">
              {fieldCount(item)} {fieldCount(item) === 1 ? 'field' : 'fields'}
            </Text>
          </Group>
          <ConnectionState {...item} />
          <DayBars hours={item.stats?.hours ?? []} />
        </Stack>
      </Card>
    ))}
  </SimpleGrid>
)

const fieldCount = ({ stats, versions }: Definition): number => stats?.fields ?? versions.at(-1)?.fields.length ?? 0

const Name = ({ section, item: { discriminator, name } }: { readonly section: string; readonly item: Definition }) => (
  <Stack gap={2} align="flex-start" className="wrap-anywhere">
    <TextLink to="/sections/$section/definitions/$discriminator/edit" params={{ section, discriminator }} fw={600} dir="auto">
      {name}
    </TextLink>
    <Code>{discriminator}</Code>
  </Stack>
)
