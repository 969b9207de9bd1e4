import { useQuery } from '@tanstack/react-query'
import { sectionQuery } from '../api/sections.js'

const ranks = { viewer: 0, editor: 1, owner: 2 }

/** Whether the signed-in person may do in a section what a role may do. `false` while it is not known. The collector checks again. */
export function useMay(section: string, role: keyof typeof ranks): boolean {
  const { data } = useQuery(sectionQuery(section))
  return data !== undefined && ranks[data.role] >= ranks[role]
}
