import { Badge, Button, Code, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation } from '@tanstack/react-query'
import { type IntegrationKey, integrationKeysChanged, revokeIntegrationKey } from '../api/integration-keys.js'
import { Ago } from '../parts/ago.js'
import { Instant } from '../parts/instant.js'
import { tell, tellFailure } from '../parts/tell.js'
import { scopeName } from './scopes.js'

interface KeyRowProps {
  readonly section: string
  readonly integrationKey: IntegrationKey
  readonly onView: () => void
}

/** One key, and what an owner does with it. */
export function KeyRow({ section, integrationKey, onView }: KeyRowProps) {
  const { id, name, scopes, createdAt, createdBy, lastUsedAt, revokedAt } = integrationKey
  const revoke = useMutation({
    mutationFn: () => revokeIntegrationKey(section, id),
    onSuccess: async () => {
      await integrationKeysChanged(section)
      tell(`${name} is revoked: its key is refused from now on.`)
    },
    onError: tellFailure,
  })
  const ask = () =>
    modals.openConfirmModal({
      title: `Revoke ${name}?`,
      children: (
        <Text size="sm">
          Whatever uses the key is refused within a second. A revoked key never works again: an integration that is to go on needs another
          one first.
        </Text>
      ),
      labels: { confirm: 'Revoke', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => revoke.mutate(),
    })
  const may = scopes.map((scope, place) => (place ? scopeName(scope).toLowerCase() : scopeName(scope))).join(', ')
  const made = (
    <>
      <Instant at={createdAt} />
      {createdBy && (
        <>
          {' '}
          by <bdi>{createdBy}</bdi>
        </>
      )}
    </>
  )
  const used = lastUsedAt ? <Ago at={lastUsedAt} /> : 'Never'
  return (
    <Table.Tr {...(revokedAt && { c: 'dimmed' })}>
      <Table.Td className="wrap-anywhere" miw={120}>
        <Text fw={500} inherit dir="auto">
          {name}
        </Text>
        <Code>{`sk_${id}_…`}</Code>
        {revokedAt && (
          <Text size="sm" mt={4}>
            <Badge variant="light" color="gray" size="sm" mr={6}>
              Revoked
            </Badge>
            <Instant at={revokedAt} />
          </Text>
        )}
        <Text size="sm" c="dimmed" mt={4} hiddenFrom="sm">
          {may}
        </Text>
        <Text size="sm" c="dimmed" hiddenFrom="sm">
          Last used: {used}
        </Text>
        <Text size="sm" c="dimmed" hiddenFrom="md">
          Made {made}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{may}</Table.Td>
      <Table.Td visibleFrom="md" className="wrap-anywhere">
        {made}
      </Table.Td>
      <Table.Td visibleFrom="sm" className="nowrap">
        {used}
      </Table.Td>
      <Table.Td style={{ verticalAlign: 'top' }}>
        {!revokedAt && (
          <Stack gap={4} align="flex-end">
            <Button variant="subtle" size="compact-sm" onClick={onView}>
              What it can see<VisuallyHidden>({name})</VisuallyHidden>
            </Button>
            <Button variant="subtle" color="red" size="compact-sm" loading={revoke.isPending} onClick={ask}>
              Revoke …<VisuallyHidden>{name}</VisuallyHidden>
            </Button>
          </Stack>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
