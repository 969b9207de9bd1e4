import { Button, Code, Table, Text, VisuallyHidden } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation } from '@tanstack/react-query'
import { type IdentitySecret, identitySecretsChanged, revokeIdentitySecret } from '../api/identity-secrets.js'
import { Instant } from '../parts/instant.js'
import { tell, tellFailure } from '../parts/tell.js'

interface SecretRowProps {
  readonly section: string
  readonly secret: IdentitySecret
}

/** One identity secret, which can be ended before its time. */
export function SecretRow({ section, secret: { id, createdAt, validUntil } }: SecretRowProps) {
  const revoke = useMutation({
    mutationFn: () => revokeIdentitySecret(section, id),
    onSuccess: async () => {
      await identitySecretsChanged(section)
      tell('The secret is revoked.')
    },
    onError: tellFailure,
  })
  const ask = () =>
    modals.openConfirmModal({
      title: 'Revoke this secret?',
      children: (
        <Text size="sm">
          Proofs that were made with it are refused within a minute.
          {validUntil === null &&
            ' It is the one in use: until your server has another one, pages cannot say who somebody is. Making a new one instead lets this one go on for a while.'}
        </Text>
      ),
      labels: { confirm: 'Revoke', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => revoke.mutate(),
    })
  const works =
    validUntil === null ? (
      'In use'
    ) : (
      <>
        Until <Instant at={validUntil} />
      </>
    )
  return (
    <Table.Tr>
      <Table.Td className="wrap-anywhere">
        <Code>{id}</Code>
        <Text size="sm" c="dimmed" mt={4} hiddenFrom="sm">
          Made <Instant at={createdAt} />
        </Text>
        <Text size="sm" hiddenFrom="sm">
          {works}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Instant at={createdAt} />
      </Table.Td>
      <Table.Td visibleFrom="sm">{works}</Table.Td>
      <Table.Td ta="end" style={{ verticalAlign: 'top' }}>
        <Button variant="subtle" color="red" size="compact-sm" loading={revoke.isPending} onClick={ask}>
          Revoke …<VisuallyHidden>{id}</VisuallyHidden>
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}
