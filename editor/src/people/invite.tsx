import { Button, Group, Modal, Radio, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { invitationsQuery, invite } from '../api/members.js'
import { Failure } from '../parts/failure.js'
import { type Role, roles } from './roles.js'
import { ShownOnce } from './shown-once.js'

interface InviteProps {
  readonly section: string
  readonly opened: boolean
  readonly onClose: () => void
}

/** Chooses a role and gives the link that makes somebody a member. */
export const Invite = ({ opened, onClose, section }: InviteProps) => (
  <Modal opened={opened} onClose={onClose} title="Invite somebody" size="lg">
    <InviteForm section={section} onClose={onClose} />
  </Modal>
)

function InviteForm({ section, onClose }: Omit<InviteProps, 'opened'>) {
  const client = useQueryClient()
  const [role, setRole] = useState<Role>('editor')
  const make = useMutation({
    mutationFn: () => invite(section, role),
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery(section).queryKey }),
  })
  if (make.data) {
    return (
      <Stack>
        <ShownOnce label="Invitation link" url={make.data.url} expiresAt={make.data.expiresAt} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    )
  }
  return (
    <Stack>
      {make.isError && <Failure error={make.error} />}
      <Radio.Group label="Role" value={role} onChange={(chosen) => setRole(chosen as Role)}>
        <Stack gap="sm" mt="xs">
          {roles.map((entry) => (
            <Radio key={entry.role} value={entry.role} label={entry.name} description={entry.may} />
          ))}
        </Stack>
      </Radio.Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={make.isPending} onClick={() => make.mutate()}>
          Make the link
        </Button>
      </Group>
    </Stack>
  )
}
