import { Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

interface PanelProps {
  readonly title: string
  /** What this part of the page is about. */
  readonly about?: ReactNode
  readonly children: ReactNode
}

/** A part of a page under its own heading, which names it as a region. */
export function Panel({ title, about, children }: PanelProps) {
  const id = useId()
  return (
    <Paper component="section" aria-labelledby={id} withBorder p={{ base: 'md', sm: 'lg' }} className="wrap-anywhere">
      <Stack gap="md">
        <Stack gap={4} maw={720}>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {about && (
            <Text size="sm" c="dimmed">
              {about}
            </Text>
          )}
        </Stack>
        {children}
      </Stack>
    </Paper>
  )
}
