import { Button, SimpleGrid, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { DefinitionPicker } from '../parts/definition-picker.js'
import { TextFilter } from '../parts/text-filter.js'
import { isDay, type TimelineSearch, timelineSearch } from './timeline-search.js'

interface TimelineFiltersProps {
  readonly section: string
  readonly search: TimelineSearch
  readonly onChange: (search: TimelineSearch) => void
  /** Versions on the page, which are suggested. */
  readonly versions: string[]
  /** What the collector refuses, by filter. */
  readonly errors: Readonly<Record<string, string>>
}

/** What a timeline is narrowed by. */
export function TimelineFilters({ section, search, onChange, versions, errors }: TimelineFiltersProps) {
  const set = (change: Record<string, unknown>) => onChange(timelineSearch({ ...search, ...change }))
  return (
    <SimpleGrid role="search" aria-label="Filters" cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" style={{ alignItems: 'end' }}>
      <DefinitionPicker section={section} value={search.definition} onChange={(definition) => set({ definition })} />
      <TextFilter
        label="Version"
        value={search.version}
        suggestions={versions}
        onChange={(version) => set({ version })}
        error={errors.version}
      />
      <Day label="From" value={search.since} onChange={(since) => set({ since })} />
      <Day label="Up to and including" value={search.until} onChange={(until) => set({ until })} />
      {Object.keys(search).length > 0 && (
        <Button variant="subtle" onClick={() => onChange({})}>
          Clear the filters
        </Button>
      )}
    </SimpleGrid>
  )
}

interface DayProps {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (day: string) => void
}

const TYPED_MS = 400

/** A day, told once it is whole: a browser tells others while its year is typed. */
function Day({ label, value = '', onChange }: DayProps) {
  const [day, setDay] = useState(value)
  const tell = useDebouncedCallback((next: string) => (!next || isDay(next)) && onChange(next), TYPED_MS)
  useEffect(() => setDay(value), [value])
  return (
    <TextInput
      type="date"
      label={label}
      max="9998-12-31"
      value={day}
      onChange={({ currentTarget }) => {
        setDay(currentTarget.value)
        tell(currentTarget.value)
      }}
    />
  )
}
