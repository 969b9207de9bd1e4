import { Button, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { PageHead } from '../parts/page-head.js'
import { useMay } from '../parts/use-may.js'
import { InvitationsPanel } from '../people/invitations-panel.js'
import { Invite } from '../people/invite.js'
import { MembersTable } from '../people/members-table.js'

export function MembersPage() {
  const { section } = useParams({ from: '/signed-in/sections/$section/members' })
  const mayChange = useMay(section, 'owner')
  const [inviting, { open, close }] = useDisclosure()
  return (
    <Stack maw={900} gap={0}>
      <PageHead
        title="Members"
        actions={
          mayChange && (
            <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={open}>
              Invite somebody
            </Button>
          )
        }
      >
        Who sees this section, and who may change it. Administrators of the collector own every section and are listed only where they are
        members.
      </PageHead>
      <Stack gap="lg">
        <MembersTable section={section} mayChange={mayChange} />
        {mayChange && <InvitationsPanel section={section} />}
      </Stack>
      {mayChange && <Invite section={section} opened={inviting} onClose={close} />}
    </Stack>
  )
}
