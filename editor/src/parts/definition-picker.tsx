import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { someDefinitionsQuery } from '../api/some-definitions.js'

interface DefinitionPickerProps {
  readonly section: string
  readonly value: string | undefined
  readonly onChange: (discriminator: string | undefined) => void
  readonly label?: string
  /** What no choice means. */
  readonly placeholder?: string
  readonly w?: number | string
}

/** Long enough that a word is typed in one go. */
const TYPED_MS = 250

/** Picks a custom event by name, however many there are. */
export function DefinitionPicker({ section, value, onChange, label = 'Custom event', placeholder = 'All', w }: DefinitionPickerProps) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, TYPED_MS)
  const options = useQuery(someDefinitionsQuery(section, search.trim())).data ?? []
  const known = options.some(({ discriminator }) => discriminator === value)
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Choose none' }}
      data={[
        ...(value && !known ? [{ value, label: value }] : []),
        ...options.map(({ discriminator, name }) => ({ value: discriminator, label: name })),
      ]}
      value={value ?? null}
      // The collector has searched already, by name and by discriminator.
      filter={({ options: found }) => found}
      onSearchChange={setTyped}
      nothingFoundMessage="No custom event is called so"
      onChange={(chosen) => onChange(chosen ?? undefined)}
      {...(w !== undefined && { w })}
    />
  )
}
