import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { quarantineGroupQuery } from '../api/quarantine.js'
import { Count } from '../parts/count.js'
import { Failure } from '../parts/failure.js'
import { Instant } from '../parts/instant.js'
import { TextLink } from '../parts/links.js'
import { PageHead } from '../parts/page-head.js'
import { useMay } from '../parts/use-may.js'
import { Waiting } from '../parts/waiting.js'
import { groupVersion, groupWords } from '../quarantine/group-words.js'
import { PagesPanel } from '../quarantine/pages-panel.js'
import { RepairPanel } from '../quarantine/repair-panel.js'
import { SamplesPanel } from '../quarantine/samples-panel.js'

export function QuarantineGroupPage() {
  const { section, group: id } = useParams({ from: '/signed-in/sections/$section/quarantine/$group' })
  const group = useQuery(quarantineGroupQuery(section, id))
  const mayRepair = useMay(section, 'editor')
  return (
    <Stack maw={1000} gap={0}>
      <Text size="sm" mb="xs">
        <TextLink to="/sections/$section/quarantine" params={{ section }} inherit>
          Quarantine
        </TextLink>
      </Text>
      <PageHead title={group.data ? groupWords(group.data) : 'Quarantine'}>
        {group.data && (
          <>
            {groupVersion(group.data) ?? 'No version named'}: <Count of={group.data.count} /> rejected, of which{' '}
            <Count of={group.data.held} /> held. First seen <Instant at={group.data.firstReceivedAt} />, last seen{' '}
            <Instant at={group.data.receivedAt} />.
          </>
        )}
      </PageHead>
      {group.isPending && <Waiting />}
      {group.isError && <Failure error={group.error} retry={group.refetch} />}
      {group.data && (
        <Stack>
          <PagesPanel pages={group.data.pages} />
          {mayRepair && <RepairPanel section={section} group={group.data} />}
          <SamplesPanel samples={group.data.samples} />
        </Stack>
      )}
    </Stack>
  )
}
