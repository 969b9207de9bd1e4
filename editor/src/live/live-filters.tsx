import { Button, Select, SimpleGrid } from '@mantine/core'
import { DefinitionPicker } from '../parts/definition-picker.js'
import { TextFilter } from '../parts/text-filter.js'
import type { Arrival } from './arrivals.js'
import { type LiveSearch, liveSearch } from './live-search.js'
import { placeOf } from './place.js'

interface LiveFiltersProps {
  readonly section: string
  readonly search: LiveSearch
  readonly onChange: (search: LiveSearch) => void
  /** Rows on the page, whose versions, sources and hosts are suggested. */
  readonly arrivals: readonly Arrival[]
}

/** What the live list is narrowed by. */
export function LiveFilters({ section, search, onChange, arrivals }: LiveFiltersProps) {
  const set = (change: Record<string, unknown>) => onChange(liveSearch({ ...search, ...change }))
  const seen = (read: (arrival: Arrival) => string | undefined | null) =>
    [...new Set(arrivals.map(read).filter((text): text is string => Boolean(text)))].slice(0, 20)
  return (
    <SimpleGrid role="search" aria-label="Filters" cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm" style={{ alignItems: 'end' }}>
      <Select
        label="Verdict"
        data={[
          { value: '', label: 'All' },
          { value: 'accepted', label: 'Accepted' },
          { value: 'rejected', label: 'Rejected' },
        ]}
        value={search.verdict ?? ''}
        allowDeselect={false}
        onChange={(verdict) => set({ verdict })}
      />
      <DefinitionPicker section={section} value={search.definition} onChange={(definition) => set({ definition })} />
      <TextFilter
        label="Version"
        value={search.version}
        suggestions={seen(({ row }) => row.version)}
        onChange={(version) => set({ version })}
      />
      <TextFilter label="Source" value={search.source} suggestions={seen(({ row }) => row.source)} onChange={(source) => set({ source })} />
      <TextFilter
        label="Host"
        value={search.host}
        suggestions={seen(({ row }) => placeOf(row.page)?.host)}
        onChange={(host) => set({ host })}
      />
      {Object.keys(search).length > 0 && (
        <Button variant="subtle" onClick={() => onChange({})}>
          Clear the filters
        </Button>
      )}
    </SimpleGrid>
  )
}
