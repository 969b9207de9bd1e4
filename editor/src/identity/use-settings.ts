import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { changeSection, sectionQuery } from '../api/sections.js'
import { tell } from '../parts/tell.js'
import { useMay } from '../parts/use-may.js'

type Section = Awaited<ReturnType<typeof changeSection>>
type Settings = Pick<Section, 'visitors' | 'consentStart' | 'honourGpc' | 'requireProof' | 'defaultCountry'>

/**
 * How a section knows people: what was chosen shows and is saved at once; a refusal brings back what is stored. Nothing is disabled
 * meanwhile, since the keyboard would lose its place.
 */
export function useSettings(section: string) {
  const client = useQueryClient()
  const query = sectionQuery(section)
  const { data: shown } = useQuery(query)
  const mayChange = useMay(section, 'owner')
  const save = useMutation({
    mutationFn: (change: Partial<Settings>) => changeSection(section, change),
    // One after the other: what was chosen last is what stays.
    scope: { id: `settings of ${section}` },
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: query.queryKey, exact: true })
      client.setQueryData(query.queryKey, (known) => known && { ...known, ...change })
    },
    onSuccess: () => tell('Saved.'),
    onSettled: () => client.invalidateQueries({ queryKey: query.queryKey, exact: true }),
  })
  return { shown, save, isFixed: !mayChange }
}
