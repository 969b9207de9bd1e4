import { Center, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  readonly icon: ReactNode
  readonly title: string
  /** What belongs here and how it gets here. */
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** Takes the place of a list that has nothing in it yet. */
export const EmptyState = ({ icon, title, children, action }: EmptyStateProps) => (
  <Center py={48}>
    <Stack align="center" gap="sm" maw={480} ta="center">
      <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed">{children}</Text>
      {action}
    </Stack>
  </Center>
)
