import { Alert, Button, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { problemOf } from '../api/problem.js'

interface FailureProps {
  readonly error: unknown
  readonly title?: string
  readonly retry?: () => void
}

/** Says what went wrong in the collector's own words, part by part, and how to go on. */
export function Failure({ error, title = 'That did not work', retry }: FailureProps) {
  const problem = problemOf(error)
  const errors = problem?.errors ?? []
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Stack gap="xs" align="flex-start">
        {errors.length > 1 ? (
          <List size="sm">
            {errors.map(({ field, message }) => (
              <List.Item key={field + message}>{message}</List.Item>
            ))}
          </List>
        ) : (
          <Text size="sm" className="wrap-anywhere">
            {error instanceof Error ? error.message : 'Something unexpected happened.'}
          </Text>
        )}
        {retry && (
          <Button variant="default" size="xs" onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
