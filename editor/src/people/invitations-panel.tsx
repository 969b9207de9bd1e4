import { Button, Group, Stack, Text } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type Invitation, invitationsQuery, revokeInvitation } from '../api/members.js'
import { Failure } from '../parts/failure.js'
import { Instant } from '../parts/instant.js'
import { LoadMore } from '../parts/load-more.js'
import { Panel } from '../parts/panel.js'
import { tell, tellFailure } from '../parts/tell.js'
import { roleName } from './roles.js'

/** Invitations that can still be used. */
export function InvitationsPanel({ section }: { readonly section: string }) {
  const invitations = useInfiniteQuery(invitationsQuery(section))
  if (invitations.isPending) return null
  if (invitations.isError) return <Failure error={invitations.error} retry={invitations.refetch} />
  if (!invitations.data.length) return null
  return (
    <Panel title="Open invitations" about="Whoever holds such a link can become a member with it, once.">
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {invitations.data.map((invitation) => (
          <InvitationRow key={invitation.id} section={section} invitation={invitation} />
        ))}
      </Stack>
      <LoadMore {...invitations} />
    </Panel>
  )
}

function InvitationRow({ section, invitation }: { readonly section: string; readonly invitation: Invitation }) {
  const { id, role, createdAt, expiresAt, createdBy } = invitation
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => revokeInvitation(section, id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: invitationsQuery(section).queryKey })
      tell('The invitation is withdrawn. Its link does not work any more.')
    },
    onError: tellFailure,
  })
  return (
    <Group component="li" justify="space-between" gap="xs">
      <div className="wrap-anywhere">
        <Text fw={500}>As {roleName(role).toLowerCase()}</Text>
        <Text size="sm" c="dimmed">
          Made <Instant at={createdAt} />
          {createdBy && (
            <>
              {' '}
              by <bdi>{createdBy}</bdi>
            </>
          )}
          , works until <Instant at={expiresAt} />
        </Text>
      </div>
      <Button variant="subtle" color="red" size="compact-sm" loading={revoke.isPending} onClick={() => revoke.mutate()}>
        Withdraw
      </Button>
    </Group>
  )
}
