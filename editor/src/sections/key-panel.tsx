import { Button, Code, Group, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { CopyText } from '../parts/copy-text.js'
import { Instant } from '../parts/instant.js'
import { Panel } from '../parts/panel.js'
import { useNow } from '../parts/use-now.js'
import { RotateKey } from './rotate-key.js'

interface KeyPanelProps {
  readonly section: string
  readonly writeKey: string
  readonly retired: readonly { readonly key: string; readonly validUntil: string }[]
  readonly mayChange: boolean
}

const MINUTE_MS = 60_000

/** The write key, and those before it that still work. */
export function KeyPanel({ section, writeKey, retired, mayChange }: KeyPanelProps) {
  const [rotating, { open, close }] = useDisclosure()
  const now = useNow(MINUTE_MS)
  const working = retired.filter(({ validUntil }) => Date.parse(validUntil) > now)
  return (
    <Panel
      title="Write key"
      about="Tells the collector to which section a page sends. It is public: every snippet carries it, and it reads nothing. Rotate it when somebody else sends with it."
    >
      <Group gap="xs">
        <Code fz="sm" p="xs" aria-label="Write key">
          {writeKey}
        </Code>
        <CopyText text={writeKey} label="Copy the write key" compact />
        {mayChange && (
          <Button variant="default" onClick={open}>
            Rotate the key …
          </Button>
        )}
      </Group>
      {working.length > 0 && (
        <Stack gap="xs">
          <Title order={3} size="h6">
            Retired keys that still work
          </Title>
          <Table.ScrollContainer minWidth={280} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
            <Table aria-label="Retired keys that still work">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Key</Table.Th>
                  <Table.Th>Works until</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {working.map(({ key, validUntil }) => (
                  <Table.Tr key={key}>
                    <Table.Td>
                      <Code>{key}</Code>
                    </Table.Td>
                    <Table.Td>
                      <Instant at={validUntil} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Stack>
      )}
      <Text size="sm" c="dimmed">
        The section itself is called <Code>{section}</Code> in the management API.
      </Text>
      <RotateKey section={section} opened={rotating} onClose={close} />
    </Panel>
  )
}
