import { Group, Stack, Table, Text } from '@mantine/core'
import type { Profile } from '../api/profiles.js'
import { CopyText } from '../parts/copy-text.js'
import { counted } from '../parts/count.js'
import { Instant } from '../parts/instant.js'
import { Panel } from '../parts/panel.js'
import { kindNames } from './kinds.js'

/** What somebody is found by: identifiers, and the browsers they used. */
export const IdentifiersPanel = ({ profile: { id, identifiers, visitors, visitorCount } }: { readonly profile: Profile }) => (
  <Panel title="Who it is">
    {identifiers.length ? (
      <Given label="Identifiers" given={identifiers.map(({ kind, value, createdAt }) => ({ name: kindNames[kind], value, createdAt }))} />
    ) : (
      <Text size="sm" c="dimmed">
        Nobody has said who this is: only a browser is known.
      </Text>
    )}
    {visitorCount > 0 && (
      <details>
        <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
          {counted(visitorCount, 'browser')} with a visitor ID
          {visitorCount > visitors.length && `, the newest ${visitors.length} of which are told`}
        </Text>
        <Given
          label="Visitors"
          given={visitors.map(({ visitorId, createdAt }) => ({ name: kindNames.visitorId, value: visitorId, createdAt }))}
        />
      </details>
    )}
    <Group gap={4} wrap="nowrap">
      <Text size="sm" c="dimmed" className="wrap-anywhere">
        Profile ID {id}
      </Text>
      <CopyText text={id} label="Copy the profile ID" compact />
    </Group>
  </Panel>
)

interface GivenProps {
  readonly label: string
  readonly given: readonly { readonly name: string; readonly value: string; readonly createdAt: string }[]
}

const Given = ({ label, given }: GivenProps) => (
  <Table aria-label={label} layout="fixed">
    <Table.Thead>
      <Table.Tr>
        <Table.Th w={100}>Kind</Table.Th>
        <Table.Th>Value</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {given.map(({ name, value, createdAt }) => (
        <Table.Tr key={`${name} ${value}`}>
          <Table.Td style={{ verticalAlign: 'top' }}>{name}</Table.Td>
          <Table.Td className="wrap-anywhere">
            <Group gap="xs" justify="space-between" wrap="nowrap">
              <Stack gap={2} miw={0}>
                <bdi>{value}</bdi>
                <Text size="xs" c="dimmed">
                  Since <Instant at={createdAt} />
                </Text>
              </Stack>
              <CopyText text={value} label={`Copy the ${name}`} compact />
            </Group>
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
)
