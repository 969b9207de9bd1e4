import { Alert, Group, Stack, Text, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { CopyText } from './copy-text.js'

interface ShownTextProps {
  readonly label: string
  readonly text: string
  /** What copying it is called. */
  readonly copy: string
  readonly icon: ReactNode
  /** What to do with it. */
  readonly children: ReactNode
}

/** A text that is to be taken along, since it is not shown again. */
export const ShownText = ({ label, text, copy, icon, children }: ShownTextProps) => (
  <Stack gap="sm">
    <Group align="flex-end" gap="xs">
      <TextInput label={label} value={text} readOnly flex="1 1 220px" onFocus={({ currentTarget }) => currentTarget.select()} />
      <CopyText text={text} label={copy} />
    </Group>
    <Alert color="blue" icon={icon}>
      <Text size="sm">{children}</Text>
    </Alert>
  </Stack>
)
