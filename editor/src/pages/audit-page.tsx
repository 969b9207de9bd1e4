import { Group, Select, Stack } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type AuditAction, auditQuery } from '../api/audit.js'
import { auditGroups } from '../audit/audit-kinds.js'
import { actionOf, kindOf } from '../audit/audit-search.js'
import { AuditTable } from '../audit/audit-table.js'
import { EmptyState } from '../parts/empty-state.js'
import { Failure } from '../parts/failure.js'
import { LoadMore } from '../parts/load-more.js'
import { longOptions } from '../parts/long-options.js'
import { OwnersOnly } from '../parts/owners-only.js'
import { PageHead } from '../parts/page-head.js'
import { Waiting } from '../parts/waiting.js'

const from = '/signed-in/sections/$section/audit'

const options = auditGroups.map(({ group, items }) => ({
  group,
  items: items.map(({ action, name }) => ({ value: action, label: `${group}: ${name.toLowerCase()}` })),
}))

/** Who changed what in a section, and when. */
export function AuditPage() {
  const { section } = useParams({ from })
  return (
    <>
      <PageHead title="Audit">
        Who changed what here, and when. Kept for ever, and nobody can change it. It names no customer: what is done to a profile is told
        without saying whose it is.
      </PageHead>
      <OwnersOnly section={section} may="see who changed what">
        <Entries section={section} />
      </OwnersOnly>
    </>
  )
}

function Entries({ section }: { readonly section: string }) {
  const action = actionOf(useSearch({ from }))
  const navigate = useNavigate()
  const entries = useInfiniteQuery(auditQuery(section, action))
  const filter = (chosen: string | null) =>
    navigate({
      to: '/sections/$section/audit',
      params: { section },
      search: chosen ? { kind: kindOf(chosen as AuditAction) } : {},
      replace: true,
    })
  return (
    <Stack>
      <Group>
        <Select
          label="Kind of change"
          placeholder="All"
          data={options}
          value={action ?? null}
          searchable
          {...longOptions}
          clearable
          clearButtonProps={{ 'aria-label': 'Choose none' }}
          nothingFoundMessage="There is no such kind"
          w={{ base: '100%', xs: 320 }}
          onChange={filter}
        />
      </Group>
      {entries.isPending && <Waiting />}
      {entries.isError && <Failure error={entries.error} retry={entries.refetch} />}
      {entries.data?.length === 0 && (
        <EmptyState icon={<IconHistory aria-hidden />} title="Nothing of this kind has happened yet">
          Changes of definitions, settings, keys and members are kept here as they are made, with who made them; and so are repairs, merges,
          erasures and exports.
        </EmptyState>
      )}
      {entries.data && entries.data.length > 0 && <AuditTable section={section} entries={entries.data} />}
      <LoadMore {...entries} />
    </Stack>
  )
}
