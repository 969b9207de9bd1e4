import { ActionIcon, Badge, Menu, Select, Table, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconDots, IconKey, IconUserMinus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { changeRole, type Member, makePasswordLink, membersQuery, removeMember } from '../api/members.js'
import { Instant } from '../parts/instant.js'
import { tell, tellFailure } from '../parts/tell.js'
import { type Role, roleName, roles } from './roles.js'
import { ShownOnce } from './shown-once.js'

interface MemberRowProps {
  readonly section: string
  readonly member: Member
  readonly isMe: boolean
  readonly mayChange: boolean
}

/** One member; owners change the role and do the rest from the menu. */
export function MemberRow({ section, member, isMe, mayChange }: MemberRowProps) {
  const { id, name, email, role, since } = member
  const client = useQueryClient()
  // One's own role decides what one may do on every page of the section.
  const readAgain = () => client.invalidateQueries({ queryKey: isMe ? ['sections'] : membersQuery(section).queryKey })
  const change = useMutation({
    mutationFn: (to: Role) => changeRole(section, id, to),
    onSuccess: async (_, to) => {
      await readAgain()
      tell(`${name} is ${roleName(to).toLowerCase()} now.`)
    },
    onError: tellFailure,
  })
  return (
    <Table.Tr>
      <Table.Td className="wrap-anywhere" miw={160}>
        <Text fw={500} inherit dir="auto">
          {name}
          {isMe && (
            <Badge variant="light" color="gray" size="sm" ml="xs">
              You
            </Badge>
          )}
        </Text>
        <Text size="sm" c="dimmed">
          {email}
        </Text>
      </Table.Td>
      <Table.Td>
        {mayChange ? (
          <Select
            aria-label={`Role of ${name}`}
            data={roles.map((entry) => ({ value: entry.role, label: entry.name }))}
            value={role}
            allowDeselect={false}
            disabled={change.isPending}
            w={130}
            onChange={(to) => to && to !== role && change.mutate(to as Role)}
          />
        ) : (
          roleName(role)
        )}
      </Table.Td>
      <Table.Td>
        <Instant at={since} />
      </Table.Td>
      {mayChange && (
        <Table.Td>
          <MemberMenu section={section} member={member} readAgain={readAgain} />
        </Table.Td>
      )}
    </Table.Tr>
  )
}

interface MemberMenuProps {
  readonly section: string
  readonly member: Member
  readonly readAgain: () => unknown
}

function MemberMenu({ section, member: { id, name }, readAgain }: MemberMenuProps) {
  const password = useMutation({
    mutationFn: () => makePasswordLink(section, id),
    onSuccess: ({ url, expiresAt }) =>
      modals.open({
        title: `A new password for ${name}`,
        size: 'lg',
        children: <ShownOnce label="Link for a new password" url={url} expiresAt={expiresAt} />,
      }),
    onError: tellFailure,
  })
  const remove = useMutation({
    mutationFn: () => removeMember(section, id),
    onSuccess: async () => {
      await readAgain()
      tell(`${name} is no longer a member.`)
    },
    onError: tellFailure,
  })
  const ask = () =>
    modals.openConfirmModal({
      title: `Remove ${name}?`,
      children: <Text size="sm">They no longer see the section. Their account stays, and so does what they have saved.</Text>,
      labels: { confirm: 'Remove', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate(),
    })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`More for ${name}`} loading={password.isPending || remove.isPending}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => password.mutate()}>
          Make a new-password link
        </Menu.Item>
        <Menu.Item leftSection={<IconUserMinus size={16} aria-hidden />} onClick={ask}>
          Remove from the section …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
