import { Button, SimpleGrid } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLayoutGrid, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { sectionsQuery } from '../api/sections.js'
import { meQuery } from '../api/session.js'
import { EmptyState } from '../parts/empty-state.js'
import { Failure } from '../parts/failure.js'
import { LoadMore } from '../parts/load-more.js'
import { PageHead } from '../parts/page-head.js'
import { Waiting } from '../parts/waiting.js'
import { CreateSection } from '../sections/create-section.js'
import { SectionCard } from '../sections/section-card.js'

export function SectionsPage() {
  const list = useInfiniteQuery(sectionsQuery)
  const mayCreate = useQuery(meQuery).data?.maySectionsBeCreated ?? false
  const [creating, { open, close }] = useDisclosure()
  const sections = list.data?.pages.flatMap(({ items }) => items) ?? []
  const create = mayCreate && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
      Create a section
    </Button>
  )
  return (
    <>
      <PageHead title="Sections" actions={sections.length > 0 && create}>
        Each keeps the data of one brand or market apart: its custom events, keys, origins and members.
      </PageHead>
      {list.isPending && <Waiting />}
      {list.isError && <Failure error={list.error} retry={list.refetch} />}
      {list.isSuccess && sections.length === 0 && (
        <EmptyState
          icon={<IconLayoutGrid aria-hidden />}
          title={mayCreate ? 'Start with a section' : 'You are in no section yet'}
          action={create}
        >
          {mayCreate
            ? 'A section is where custom events live. One per brand or market is usual; you can rename it later.'
            : 'Ask an owner of a section for an invitation link. Once you have used it, the section is listed here.'}
        </EmptyState>
      )}
      {sections.length > 0 && (
        <SimpleGrid component="ul" cols={{ base: 1, sm: 2, lg: 3 }} m={0} p={0}>
          {sections.map(({ id, name, role, allowedOrigins }) => (
            <SectionCard key={id} id={id} name={name} role={role} allowedOrigins={allowedOrigins} />
          ))}
        </SimpleGrid>
      )}
      <LoadMore {...list} />
      <CreateSection opened={creating} onClose={close} />
    </>
  )
}
