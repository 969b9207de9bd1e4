import type { AuditEntry } from '../api/audit.js'

/** Who did something: a person, an integration, whoever holds the access token, or the collector itself. */
export function ActorName({ actor: { kind, name } }: { readonly actor: AuditEntry['actor'] }) {
  if (kind === 'token') return 'A program with the access token'
  if (kind === 'system') return 'The collector itself'
  if (name === null) return kind === 'person' ? 'Somebody who has no account any more' : 'An integration'
  return (
    <>
      {kind === 'key' && 'The integration '}
      <bdi>{name}</bdi>
    </>
  )
}
