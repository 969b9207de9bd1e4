import { queryOptions } from '@tanstack/react-query'
import { answer, api } from './client.js'

const readLink = (token: string) => answer(api.links.read.$post({ json: { token } }))

/** What a link lets somebody do. */
export type LinkPurpose = Awaited<ReturnType<typeof readLink>>

/** Reads a link once: it is not asked about again behind a person's back, and not remembered. */
export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ['link', token],
    queryFn: () => readLink(token),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

interface LinkUse {
  readonly token: string
  readonly name?: string
  readonly email?: string
  readonly password?: string
}

/** Uses a link up. The answer signs in. */
export const spendLink = (json: LinkUse) => answer(api.links.use.$post({ json }))
