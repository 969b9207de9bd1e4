import { Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { sectionsQuery } from '../api/sections.js'

/** Goes from one section to another. */
export function SectionSwitcher({ section }: { readonly section: string | undefined }) {
  const navigate = useNavigate()
  const { data } = useInfiniteQuery(sectionsQuery)
  const options = data?.pages.flatMap(({ items }) => items.map(({ id, name }) => ({ value: id, label: name }))) ?? []
  if (!section) return null
  return (
    <Select
      aria-label="Section"
      data={options}
      value={section}
      allowDeselect={false}
      searchable={options.length > 8}
      w={{ base: 170, sm: 240 }}
      comboboxProps={{ width: 280, position: 'bottom-start' }}
      onChange={(chosen) => chosen && navigate({ to: '/sections/$section', params: { section: chosen } })}
    />
  )
}
