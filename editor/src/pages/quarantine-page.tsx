import { Group, Stack } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { quarantineGroupsQuery } from '../api/quarantine.js'
import { DefinitionPicker } from '../parts/definition-picker.js'
import { EmptyState } from '../parts/empty-state.js'
import { Failure } from '../parts/failure.js'
import { LoadMore } from '../parts/load-more.js'
import { PageHead } from '../parts/page-head.js'
import { Waiting } from '../parts/waiting.js'
import { GroupsTable } from '../quarantine/groups-table.js'

const from = '/signed-in/sections/$section/quarantine'

export function QuarantinePage() {
  const { section } = useParams({ from })
  const { definition } = useSearch({ from })
  const navigate = useNavigate()
  const groups = useInfiniteQuery(quarantineGroupsQuery(section, definition))
  const filter = (chosen: string | undefined) =>
    navigate({ to: '/sections/$section/quarantine', params: { section }, search: chosen ? { definition: chosen } : {}, replace: true })
  return (
    <>
      <PageHead title="Quarantine">
        What was rejected is kept here, whole, grouped by what is wrong with it. Open a group to see where it comes from, and to repair and
        replay it.
      </PageHead>
      <Stack>
        <Group>
          <DefinitionPicker section={section} value={definition} onChange={filter} w={260} />
        </Group>
        {groups.isPending && <Waiting />}
        {groups.isError && <Failure error={groups.error} retry={groups.refetch} />}
        {groups.data?.length === 0 && (
          <EmptyState
            icon={<IconShieldCheck aria-hidden />}
            title={definition ? 'Nothing of this custom event is in quarantine' : 'Nothing is in quarantine'}
          >
            An installed snippet checks values in the page already. What still arrives and does not fit its definition, say a total sent as
            text by another system, is not lost: it waits here until somebody repairs it.
          </EmptyState>
        )}
        {groups.data && groups.data.length > 0 && <GroupsTable section={section} groups={groups.data} />}
        <LoadMore {...groups} />
      </Stack>
    </>
  )
}
