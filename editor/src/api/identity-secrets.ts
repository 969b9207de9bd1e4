import { answer, api } from './client.js'
import { paged } from './paged.js'
import { queryClient } from './query-client.js'

const secrets = api.sections[':section']['identity-secrets']

const readSecrets = (section: string, query: { readonly limit: string; readonly cursor?: string }) =>
  answer(secrets.$get({ param: { section }, query }))

/** What a shop's server makes proofs with, without what is secret of it. */
export type IdentitySecret = Awaited<ReturnType<typeof readSecrets>>['items'][number]

const keyOf = (section: string) => ['sections', section, 'identity-secrets']

/** Those that work, oldest first. */
export const identitySecretsQuery = (section: string) => paged(keyOf(section), (query) => readSecrets(section, query))

export const identitySecretsChanged = (section: string) => queryClient.invalidateQueries({ queryKey: keyOf(section) })

/** Makes the secret in use; those before it keep working for as long as is said. The secret itself is in this answer alone. */
export const makeIdentitySecret = (section: string, graceSeconds: number) =>
  answer(secrets.$post({ param: { section }, json: { graceSeconds } }))

export const revokeIdentitySecret = (section: string, secret: string) =>
  answer(secrets[':secret'].revoke.$post({ param: { section, secret } }))
