import { Center, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

interface BarePageProps {
  readonly title: string
  readonly children: ReactNode
}

/** A page for somebody who is not signed in: one thing to do, nothing around it. */
export function BarePage({ title, children }: BarePageProps) {
  useEffect(() => {
    document.title = `${title} · Milepost`
  }, [title])
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw={420} gap="md">
        <Text fw={700} size="lg" ta="center">
          Milepost
        </Text>
        <Paper withBorder shadow="sm" p={{ base: 'lg', xs: 'xl' }} className="wrap-anywhere">
          <Stack>
            <Title order={1} size="h3">
              {title}
            </Title>
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  )
}
