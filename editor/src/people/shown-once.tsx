import { Alert, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconLink } from '@tabler/icons-react'
import { CopyText } from '../parts/copy-text.js'
import { Instant } from '../parts/instant.js'

interface ShownOnceProps {
  readonly label: string
  readonly url: string
  readonly expiresAt: string
}

/** A link that lets somebody in. Only a hash of it is kept, so this is the one time that it can be shown. */
export const ShownOnce = ({ label, url, expiresAt }: ShownOnceProps) => (
  <Stack gap="sm">
    <Group align="flex-end" gap="xs">
      <TextInput label={label} value={url} readOnly flex="1 1 220px" onFocus={({ currentTarget }) => currentTarget.select()} />
      <CopyText text={url} label="Copy the link" />
    </Group>
    <Alert color="blue" icon={<IconLink aria-hidden />}>
      <Text size="sm">
        Give it to the person yourself, by a way that only they read. It works once, until <Instant at={expiresAt} />, and is not shown
        again.
      </Text>
    </Alert>
  </Stack>
)
