import { Alert, Drawer, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { allDefinitionsQuery } from '../api/definitions.js'
import type { IntegrationKey, Scope } from '../api/integration-keys.js'
import { Failure } from '../parts/failure.js'
import { LoadMore } from '../parts/load-more.js'
import { Waiting } from '../parts/waiting.js'
import { OperationMarks } from './operation-marks.js'
import { scopeName } from './scopes.js'
import { SeenTable } from './seen-table.js'

interface KeyViewProps {
  readonly section: string
  readonly integrationKey: IntegrationKey | undefined
  readonly onClose: () => void
}

/** What a key can see: every custom event by every identifier. */
export const KeyView = ({ section, integrationKey, onClose }: KeyViewProps) => (
  <Drawer
    opened={integrationKey !== undefined}
    onClose={onClose}
    position="right"
    size="lg"
    title={
      <Text component="span" fw={600} className="wrap-anywhere">
        What <bdi>{integrationKey?.name}</bdi> can see
      </Text>
    }
  >
    {integrationKey && <Seen section={section} scopes={integrationKey.scopes} />}
  </Drawer>
)

const TYPED_MS = 250

const without: readonly { readonly scope: Scope; readonly means: string }[] = [
  { scope: 'profiles:read', means: 'it reads nothing' },
  { scope: 'events:write', means: 'it writes nothing' },
]

function Seen({ section, scopes }: { readonly section: string; readonly scopes: readonly Scope[] }) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPED_MS)
  const list = useInfiniteQuery({ ...allDefinitionsQuery(section, search), placeholderData: keepPreviousData })
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        What the allowed operations of each custom event allow, as far as the scopes of the key go. Choose a custom event to change its
        allowed operations. Hidden ones are closed to every key.
      </Text>
      {without
        .filter(({ scope }) => !scopes.includes(scope))
        .map(({ scope, means }) => (
          <Alert key={scope} color="gray">
            The key lacks the scope “{scopeName(scope)}”: {means}, whatever is allowed.
          </Alert>
        ))}
      <Group gap="md" aria-hidden>
        <Group gap={6}>
          <OperationMarks operations={['read', 'write']} /> <Text size="sm">read, write</Text>
        </Group>
        <Group gap={6}>
          <OperationMarks operations={[]} /> <Text size="sm">neither</Text>
        </Group>
      </Group>
      <TextInput
        type="search"
        aria-label="Search custom events"
        placeholder="Search by name or discriminator"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {list.isPending && <Waiting />}
      {list.error && <Failure error={list.error} retry={list.refetch} />}
      {list.data?.length === 0 && (
        <Text size="sm">{search ? 'No custom event is called so.' : 'There is no custom event yet, and so nothing to see.'}</Text>
      )}
      {list.data && list.data.length > 0 && <SeenTable section={section} scopes={scopes} definitions={list.data} />}
      <LoadMore {...list} />
    </Stack>
  )
}
