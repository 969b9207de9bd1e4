import type { Category, FieldInput } from '@milepost/sdk/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answer, api } from './client.js'
import { paged } from './paged.js'
import { queryClient } from './query-client.js'

const definitions = api.sections[':section']['custom-events']
const definition = definitions[':discriminator']
const version = definition.versions[':number']

/** One custom event of one section. */
export interface Place {
  readonly section: string
  readonly discriminator: string
}

const ROWS_PER_PAGE = '50'

/**
 * What arrives changes by itself: shown from memory at once, and read again whenever a page that shows it opens.
 * Not twice, though, where it was there before the page's code.
 */
const counted = { staleTime: 1_000 }

const keyOf = (section: string, ...rest: readonly unknown[]) => ['sections', section, 'definitions', ...rest]

/** Custom events of one category, with what arrived for them in the last 24 hours. */
export const definitionsQuery = (section: string, category: Category, search: string) =>
  infiniteQueryOptions({
    ...counted,
    queryKey: keyOf(section, 'list', category, search),
    queryFn: ({ pageParam }) =>
      answer(
        definitions.$get({
          param: { section },
          query: { category, stats: 'true', limit: ROWS_PER_PAGE, ...(search && { search }), ...(pageParam && { cursor: pageParam }) },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })

/** Custom events of every category. */
export const allDefinitionsQuery = (section: string, search: string) =>
  paged(keyOf(section, 'all', search), (query) =>
    answer(definitions.$get({ param: { section }, query: { ...query, ...(search && { search }) } })),
  )

const readDefinition = (param: Place) => answer(definition.$get({ param, query: { stats: 'true' } }))

/** One custom event with all its versions and how many events each has received. */
export const definitionQuery = (place: Place) =>
  queryOptions({ ...counted, queryKey: keyOf(place.section, 'one', place.discriminator), queryFn: () => readDefinition(place) })

export type Definition = Awaited<ReturnType<typeof readDefinition>>
export type Version = Definition['versions'][number]
export type Fields = Version['fields']

/** Call after every change: lists and pages of a section's custom events are read again. */
export const definitionsChanged = (section: string) => queryClient.invalidateQueries({ queryKey: keyOf(section) })

interface NewDefinition {
  readonly name: string
  readonly description: string
  readonly category: Category
  readonly fields: FieldInput[]
}

export const createDefinition = (section: string, json: NewDefinition) => answer(definitions.$post({ param: { section }, json }))

type Change = Parameters<typeof definition.$patch>[0]['json']

/** Changes what makes no new version: name, description and settings. */
export const changeDefinition = (param: Place, json: Change) => answer(definition.$patch({ param, json }))

/** @param base number of the version that the edit started from: somebody else's save in between is refused, not overwritten */
export const saveFields = (param: Place, fields: FieldInput[], base: number) =>
  answer(definition.fields.$put({ param, json: { fields, base } }))

const readPreview = (param: Place, fields: FieldInput[]) => answer(definition.fields.preview.$post({ param, json: { fields } }))

export type FieldsPreview = Awaited<ReturnType<typeof readPreview>>

/** How many of the newest stored events would fail under these fields, and which pages still send each version. */
export const previewQuery = (param: Place, fields: FieldInput[]) =>
  queryOptions({
    queryKey: keyOf(param.section, 'preview', param.discriminator, fields),
    queryFn: () => readPreview(param, fields),
  })

export const hideDefinition = (param: Place) => answer(definition.hide.$post({ param, json: { confirm: param.discriminator } }))

type SnippetRequest = Parameters<typeof version.snippet.$post>[0]['json']

/** What a snippet is made from before anybody has chosen anything. */
export const plainSnippet = { target: 'script' } as const satisfies SnippetRequest

export const snippetQuery = (place: Place, number: number, json: SnippetRequest) =>
  queryOptions({
    queryKey: keyOf(place.section, 'snippet', place.discriminator, number, json),
    queryFn: () => answer(version.snippet.$post({ param: { ...place, number: String(number) }, json })),
  })

/** Sends an event through the real ingest; it is stored like any other. */
export const sendTest = (place: Place, number: number, fields: Record<string, unknown>) =>
  answer(version.test.$post({ param: { ...place, number: String(number) }, json: { fields } }))

/** Hosts and pages that have sent the custom event, with the version each sends. */
export const installationsQuery = (param: Place) =>
  infiniteQueryOptions({
    ...counted,
    queryKey: keyOf(param.section, 'installations', param.discriminator),
    queryFn: ({ pageParam }) =>
      answer(definition.installations.$get({ param, query: { limit: ROWS_PER_PAGE, ...(pageParam && { cursor: pageParam }) } })),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
