import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { changeSection, sectionQuery } from '../api/sections.js'
import { tell } from '../parts/tell.js'
import { useMay } from '../parts/use-may.js'

type Section = Awaited<ReturnType<typeof changeSection>>
type Settings = Pick<Section, 'visitors' | 'consentStart' | 'honourGpc' | 'requireProof' | 'defaultCountry'>

/** How a section knows people: what was chosen shows and is saved at once; a refusal brings back what is stored. */
export function useSettings(section: string) {
  const client = useQueryClient()
  const query = sectionQuery(section)
  const { data } = useQuery(query)
  const mayChange = useMay(section, 'owner')
  const save = useMutation({
    mutationFn: (change: Partial<Settings>) => changeSection(section, change),
    onSuccess: () => tell('Saved.'),
    onSettled: () => client.invalidateQueries({ queryKey: query.queryKey, exact: true }),
  })
  return { shown: data && { ...data, ...(save.isPending && save.variables) }, save, isFixed: !mayChange || save.isPending }
}
