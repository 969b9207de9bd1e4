import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answer, api } from './client.js'

/** Sections of the signed-in person, as the switcher lists them. */
export const sectionsQuery = infiniteQueryOptions({
  queryKey: ['sections'],
  queryFn: ({ pageParam }) => answer(api.sections.$get({ query: { limit: '200', ...(pageParam && { cursor: pageParam }) } })),
  initialPageParam: '',
  getNextPageParam: ({ nextCursor }) => nextCursor,
})

/** One section with the person's role in it. */
export const sectionQuery = (section: string) =>
  queryOptions({ queryKey: ['sections', section], queryFn: () => answer(api.sections[':section'].$get({ param: { section } })) })

interface SectionInput {
  readonly name: string
  readonly allowedOrigins: string[]
}

export const createSection = (json: SectionInput) => answer(api.sections.$post({ json }))

type SectionChange = Parameters<(typeof api.sections)[':section']['$patch']>[0]['json']

export const changeSection = (section: string, json: SectionChange) => answer(api.sections[':section'].$patch({ param: { section }, json }))

/** Gives a section a new write key; the present one keeps working for as long as is said. */
export const rotateWriteKey = (section: string, graceSeconds: number) =>
  answer(api.sections[':section']['rotate-write-key'].$post({ param: { section }, json: { graceSeconds } }))
