import { Group, Paper, Tabs, Text, Title } from '@mantine/core'
import { type DefinitionVersion, exampleFields, toJsonSchema } from '@milepost/sdk/contract'
import { memo, useState } from 'react'
import { CodeBlock } from '../parts/code-block.js'
import { CopyText } from '../parts/copy-text.js'
import { EventCheck } from './event-check.js'

interface DefinitionPreviewProps {
  readonly version: Pick<DefinitionVersion, 'id' | 'fields'>
}

/** What a version that is being edited means to a developer: an example, the rules, and a place to try an event. */
export const DefinitionPreview = memo(function DefinitionPreview({ version }: DefinitionPreviewProps) {
  // Kept here, because a tab that is left is unmounted.
  const [pasted, setPasted] = useState('')
  return (
    <Paper withBorder p="md" component="section" aria-label="Preview">
      <Title order={2} size="h5" mb="xs">
        Preview
      </Title>
      <Tabs defaultValue="example" keepMounted={false} styles={{ tab: { paddingInline: 10 } }}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="example">Example</Tabs.Tab>
          <Tabs.Tab value="schema">JSON Schema</Tabs.Tab>
          <Tabs.Tab value="check">Check</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="example">
          <Json label="Example event" value={exampleEvent(version)}>
            As it is sent
          </Json>
        </Tabs.Panel>
        <Tabs.Panel value="schema">
          <Json label="JSON Schema" value={toJsonSchema(version)}>
            Of an event’s fields
          </Json>
        </Tabs.Panel>
        <Tabs.Panel value="check">
          <EventCheck version={version} text={pasted} onChange={setPasted} />
        </Tabs.Panel>
      </Tabs>
    </Paper>
  )
})

interface JsonProps {
  readonly label: string
  readonly value: unknown
  readonly children: string
}

function Json({ label, value, children }: JsonProps) {
  const code = JSON.stringify(value, null, 2)
  return (
    <>
      <Group justify="space-between" mb={4}>
        <Text size="xs" c="dimmed">
          {children}
        </Text>
        <CopyText compact text={code} label={`Copy the ${label}`} />
      </Group>
      <CodeBlock label={label} language="json" code={code} />
    </>
  )
}

const exampleEvent = (version: DefinitionPreviewProps['version']) => ({
  id: '0193a1c2-5d00-7c4e-9b1a-3f2e8d6c4b5a',
  version: version.id,
  occurredAt: '2026-11-23T10:00:00Z',
  fields: exampleFields(version),
})
