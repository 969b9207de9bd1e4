import { Group, Stack } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Failure } from '../parts/failure.js'
import { ButtonLink } from '../parts/links.js'
import { PageHead } from '../parts/page-head.js'

/** In place of a page that could not be shown. */
export function FailurePage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = async () => {
    // The way here is gone again, too: it may be what failed.
    await router.invalidate()
    reset()
  }
  return (
    <Stack maw={720} gap="md">
      <PageHead title="This page could not be shown">
        What you have saved is safe. Try again; if that does not help, reload the page or go back to your sections.
      </PageHead>
      <Failure error={error} title="What happened" retry={retry} />
      <Group>
        <ButtonLink to="/sections" variant="default">
          Go to your sections
        </ButtonLink>
      </Group>
    </Stack>
  )
}
