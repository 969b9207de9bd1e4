import { Badge, Stack, Text } from '@mantine/core'
import { Ago } from '../parts/ago.js'
import { connectionOf } from './connection.js'

const shown = {
  off: { color: 'gray', says: 'Off' },
  waiting: { color: 'yellow', says: 'No data received yet' },
  connected: { color: 'green', says: 'Connected' },
} as const

/** Whether web tracking is enabled, and whether anything has arrived. */
export function ConnectionState(props: Parameters<typeof connectionOf>[0]) {
  const { color, says } = shown[connectionOf(props)]
  const lastSeenAt = props.stats?.lastSeenAt
  return (
    <Stack gap={2} align="flex-start">
      <Badge variant="dot" color={color} tt="none" fw={500} miw="max-content">
        {says}
      </Badge>
      {lastSeenAt && (
        <Text size="xs" c="dimmed">
          Last seen <Ago at={lastSeenAt} />
        </Text>
      )}
    </Stack>
  )
}
