import { answer, api } from './client.js'
import { paged } from './paged.js'
import { queryClient } from './query-client.js'

const keys = api.sections[':section']['integration-keys']

const readKeys = (section: string, query: { readonly limit: string; readonly cursor?: string }) =>
  answer(keys.$get({ param: { section }, query }))

/** A secret key of an integration, without what is secret of it. */
export type IntegrationKey = Awaited<ReturnType<typeof readKeys>>['items'][number]
export type Scope = IntegrationKey['scopes'][number]

const keyOf = (section: string) => ['sections', section, 'integration-keys']

/** A section's keys, oldest first, revoked ones too. They are used meanwhile, so they are read again whenever their page opens. */
export const integrationKeysQuery = (section: string) => ({
  ...paged(keyOf(section), (query) => readKeys(section, query)),
  staleTime: 1_000,
})

export const integrationKeysChanged = (section: string) => queryClient.invalidateQueries({ queryKey: keyOf(section) })

/** Makes a key. The key itself is in this answer alone. */
export const makeIntegrationKey = (section: string, json: { readonly name: string; readonly scopes: Scope[] }) =>
  answer(keys.$post({ param: { section }, json }))

/** Revokes a key, for ever. */
export const revokeIntegrationKey = (section: string, key: string) => answer(keys[':key'].revoke.$post({ param: { section, key } }))
