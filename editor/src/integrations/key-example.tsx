import { Group, Stack, Text } from '@mantine/core'
import { exampleFields } from '@milepost/sdk/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { allDefinitionsQuery } from '../api/definitions.js'
import { CodeBlock } from '../parts/code-block.js'
import { CopyText } from '../parts/copy-text.js'
import { Panel } from '../parts/panel.js'

const unknown = { id: 'order-created@1', fields: [] }

/** How a key is used: a request that sends an event of the section. */
export function KeyExample({ section }: { readonly section: string }) {
  const [now] = useState(() => new Date().toISOString())
  const [definition] = useInfiniteQuery(allDefinitionsQuery(section, '')).data ?? []
  const version = definition?.versions.find(({ number }) => number === definition.current) ?? unknown
  const body = {
    events: [
      {
        id: '0193a1c2-5d00-7c4e-9b1a-3f2e8d6c4b5a',
        version: version.id,
        occurredAt: now,
        profile: { crmId: '10042' },
        fields: exampleFields(version),
      },
    ],
  }
  const code = `curl ${location.origin}/v1/integrations/events \\
  -H 'Authorization: Bearer sk_…' \\
  -H 'Content-Type: application/json' \\
  -d '${JSON.stringify(body, null, 2).replaceAll("'", "'\\''")}'`
  return (
    <Panel
      title="How a key is used"
      about="A backend sends an event of a person whom it knows by CRM ID; email and mobile go the same way. Put the key in the place of sk_…, and a UUID of its own into every event: what is sent twice is stored once."
    >
      <Stack gap="xs">
        <CodeBlock code={code} language="text" label="A request with a key" />
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed">
            A key is secret: it belongs on servers, never into a page.
          </Text>
          <CopyText text={code} label="Copy the request" />
        </Group>
      </Stack>
    </Panel>
  )
}
