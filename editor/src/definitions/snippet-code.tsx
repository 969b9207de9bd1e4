import { Alert, Box, Button, Group, Stack, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { CodeBlock } from '../parts/code-block.js'
import { CopyText } from '../parts/copy-text.js'
import { download } from '../parts/download.js'
import { Failure } from '../parts/failure.js'
import { Waiting } from '../parts/waiting.js'
import type { useSnippetForm } from './use-snippet-form.js'

interface SnippetCodeProps {
  readonly form: Pick<ReturnType<typeof useSnippetForm>, 'snippet' | 'errors'>
  readonly discriminator: string
}

/** The finished snippet, to be copied; for Tag Manager also as the file that it imports. */
export function SnippetCode({ form: { snippet, errors }, discriminator }: SnippetCodeProps) {
  const { data, error, isPlaceholderData, refetch } = snippet
  const isFilledWrongly = Object.keys(errors).some((path) => path.startsWith('fill.') || path === 'nonce')
  if (isFilledWrongly) {
    return (
      <Alert role="alert" color="orange">
        The snippet is made once what is marked above is put right.
      </Alert>
    )
  }
  if (error) return <Failure error={error} title="The snippet could not be made" retry={refetch} />
  if (!data) return <Waiting />
  const { code, language, target, version } = data
  return (
    <Stack gap="xs" component="section" aria-label="Finished snippet">
      <Group justify="space-between" align="flex-end">
        <Title order={3} size="h6">
          {version}
        </Title>
        <Group gap="xs">
          {target === 'gtm' && (
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => download(`${discriminator}.tpl`, code)}
            >
              Download the template
            </Button>
          )}
          <CopyText text={code} label="Copy the snippet" />
        </Group>
      </Group>
      <Box opacity={isPlaceholderData ? 0.6 : 1} aria-busy={isPlaceholderData}>
        <CodeBlock label="Snippet code" language={language} code={code} />
      </Box>
    </Stack>
  )
}
