import { Group, Stack } from '@mantine/core'
import { CodeBlock } from './code-block.js'
import { CopyText } from './copy-text.js'

/** A value as JSON, to read and to take along. */
export function JsonText({ value, label }: { readonly value: unknown; readonly label: string }) {
  const text = JSON.stringify(value, null, 2) ?? 'undefined'
  return (
    <Stack gap="xs">
      <CodeBlock code={text} language="json" label={label} />
      <Group justify="flex-end">
        <CopyText text={text} label="Copy the JSON" />
      </Group>
    </Stack>
  )
}
