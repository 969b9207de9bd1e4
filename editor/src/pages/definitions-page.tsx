import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { definitionsQuery } from '../api/definitions.js'
import { type CategoryTab, categoryTabs } from '../definitions/categories.js'
import { DefinitionList } from '../definitions/definition-list.js'
import { NotFoundPage } from '../layout/not-found-page.js'
import { EmptyState } from '../parts/empty-state.js'
import { Failure } from '../parts/failure.js'
import { LinkTabs, tabClass } from '../parts/link-tabs.js'
import { ButtonLink } from '../parts/links.js'
import { LoadMore } from '../parts/load-more.js'
import { PageHead } from '../parts/page-head.js'
import { useMay } from '../parts/use-may.js'
import { Waiting } from '../parts/waiting.js'

const TYPING_MS = 250

/** The custom events of one category. */
export function DefinitionsPage() {
  const { section = '', tab } = useParams({ strict: false })
  const shown = categoryTabs.find((entry) => entry.tab === tab)
  return shown ? <Definitions key={shown.tab} section={section} shown={shown} /> : <NotFoundPage />
}

function Definitions({ section, shown }: { readonly section: string; readonly shown: CategoryTab }) {
  const { category, tab, title, one, explanation, examples, Icon } = shown
  const mayEdit = useMay(section, 'editor')
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS)
  const list = useInfiniteQuery({
    ...definitionsQuery(section, category, search),
    // What was found last stays until the next has come.
    placeholderData: keepPreviousData,
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const create = mayEdit && (
    <ButtonLink to="/sections/$section/data-model/$tab/new" params={{ section, tab }} leftSection={<IconPlus size={16} aria-hidden />}>
      New {one}
    </ButtonLink>
  )
  return (
    <>
      <PageHead title={title} actions={create}>
        {explanation}
      </PageHead>
      <LinkTabs label="Categories">
        {categoryTabs.map((entry) => (
          <Link key={entry.tab} to="/sections/$section/data-model/$tab" params={{ section, tab: entry.tab }} className={tabClass}>
            {entry.title}
          </Link>
        ))}
      </LinkTabs>
      <TextInput
        type="search"
        aria-label={`Search ${title.toLowerCase()}`}
        placeholder="Search by name or discriminator"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        maw={360}
        mb="md"
      />
      {list.isPending && <Waiting />}
      {list.error && <Failure error={list.error} retry={() => list.refetch()} />}
      {list.data && items.length === 0 && search && (
        <EmptyState icon={<IconSearch />} title="Nothing found">
          No {one} has “{search}” in its name or discriminator. Hidden ones are not listed.
        </EmptyState>
      )}
      {list.data && items.length === 0 && !search && (
        <EmptyState icon={<Icon />} title={`No ${title.toLowerCase()} yet`} action={create}>
          {explanation} Define one, such as {examples}, and Milepost makes the snippet that reports it from your pages.
        </EmptyState>
      )}
      {items.length > 0 && <DefinitionList section={section} items={items} />}
      <LoadMore {...list} />
    </>
  )
}
