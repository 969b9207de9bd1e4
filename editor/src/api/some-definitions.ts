import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api } from './client.js'

/** As many as a menu shows; whoever has more types a part of the name. */
const SHOWN = 20

/** Custom events for a picker: the first ones whose name or discriminator has the text in it. */
export const someDefinitionsQuery = (section: string, search: string) =>
  queryOptions({
    queryKey: ['sections', section, 'some-definitions', search],
    queryFn: async () => {
      const query = { limit: String(SHOWN), ...(search && { search }) }
      const { items } = await answer(api.sections[':section']['custom-events'].$get({ param: { section }, query }))
      return items.map(({ discriminator, name }) => ({ discriminator, name }))
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
