import type { IdentifierKind, IssueCode } from '@milepost/sdk/contract'
import { packRows, rowsFrom } from './pack-rows.js'

/** An identification that was found valid by itself, ready to be stored. */
export interface ValidIdentification {
  /** In lower case. */
  readonly id: string
  readonly visitorId: string
  readonly kind: IdentifierKind
  /** Normalised. */
  readonly value: string
  readonly occurredAt: string
  readonly clamped: boolean
  /** JSON text. */
  readonly consent: string | null
  /** Of its proof; `null` without one. */
  readonly nonce: string | null
  readonly proofExpiresAt: string | null
}

/** An identification of a request. One that is not valid is only counted, unless its ID is stored: then it is a late resend. */
export type JudgedIdentification =
  | { readonly kind: 'valid'; readonly identification: ValidIdentification }
  /** Its ID was valid earlier in the same request. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly id: string | null; readonly code: IssueCode }

/** `accepted`, `duplicate`, or the code of the issue it was refused with. */
export type Outcome = 'accepted' | 'duplicate' | IssueCode

// The rows of every statement here: place in the request, ID, what is known of the outcome (null when it is valid), then what is stored.
const ROWS = `(select value ->> 0 as place, value ->> 1 as id, value ->> 2 as outcome, value ->> 3 as visitor_id, value ->> 4 as kind,
  value ->> 5 as value, value ->> 6 as occurred_at, value ->> 7 as consent, value ->> 8 as nonce, value ->> 9 as expires_at from ${rowsFrom(3)})`

const USE_PROOFS = `
  insert into used_proofs (section_id, nonce, visitor_id, expires_at)
  select ?1, sent.nonce, sent.visitor_id, sent.expires_at from ${ROWS} sent
  where sent.outcome is null and sent.nonce is not null
    and not exists (select 1 from identifications i where i.section_id = ?1 and i.id = sent.id)
  on conflict (section_id, nonce) do nothing`

// In the order of the request: a trigger of the migration links the profiles row by row.
const ADD_IDENTIFICATIONS = `
  insert into identifications (section_id, id, visitor_id, profile_seq, kind, value, occurred_at, received_at, consent, nonce)
  select ?1, sent.id, sent.visitor_id,
    (select k.profile_seq from identifiers k where k.section_id = ?1 and k.kind = 'visitor' and k.value = sent.visitor_id),
    sent.kind, sent.value, sent.occurred_at, ?2, sent.consent, sent.nonce
  from ${ROWS} sent
  where sent.outcome is null and not exists (select 1 from identifications i where i.section_id = ?1 and i.id = sent.id)
    and (sent.nonce is null or exists (
      select 1 from used_proofs u where u.section_id = ?1 and u.nonce = sent.nonce and u.visitor_id = sent.visitor_id
    ))
  order by sent.place`

// What the trigger has filled in tells what is new in this batch. Two people, as it turned out: nothing of it stays.
const DROP_CONFLICTS = `
  delete from identifications where section_id = ?1 and visitor_root is not null and id in (select sent.id from ${ROWS} sent)
    and (select coalesce(p.root, p.seq) from profiles p where p.seq = identifications.profile_seq) is not (
      select coalesce(p.root, p.seq) from identifiers k join profiles p on p.seq = k.profile_seq
      where k.section_id = ?1 and k.kind = identifications.kind and k.value = identifications.value
    )`

const OUTCOMES = `outcomes as materialized (
  select sent.place, case
    when sent.outcome = 'duplicate' or (i.id is not null and i.visitor_root is null) then 'duplicate'
    when sent.outcome is not null then sent.outcome
    when i.id is not null then 'accepted'
    when exists (select 1 from used_proofs u where u.section_id = ?1 and u.nonce = sent.nonce and u.visitor_id <> sent.visitor_id) then 'proof_invalid'
    else 'identity_conflict'
  end as outcome
  from ${ROWS} sent left join identifications i on i.section_id = ?1 and i.id = sent.id
)`

const READ_OUTCOMES = `with ${OUTCOMES} select outcome from outcomes order by place`

const COUNT_OUTCOMES = `
  insert into rollups (section_id, grain, dimension, at, key, verdict, count)
  with ${OUTCOMES}, verdicts as (
    select iif(outcome in ('accepted', 'duplicate'), outcome, 'rejected') as verdict, iif(outcome in ('accepted', 'duplicate'), '', outcome) as key
    from outcomes
  )
  select ?1, grain.column1, 'identification', substr(?2, 1, grain.column2), key, verdict, count(*)
  from verdicts join (values ('hour', 13), ('day', 10)) grain group by 2, 4, 5, 6
  on conflict do update set count = count + excluded.count`

// The proof of a conflict may be used again by the same person in a new visitor, unless it has served the visitor before.
const FREE_PROOFS = `
  delete from used_proofs where section_id = ?1
    and (nonce, visitor_id) in (select sent.nonce, sent.visitor_id from ${ROWS} sent where sent.outcome is null and sent.nonce is not null)
    and not exists (
      select 1 from identifiers k join identifications i on i.profile_seq = k.profile_seq
      where k.section_id = ?1 and k.kind = 'visitor' and k.value = used_proofs.visitor_id and i.nonce = used_proofs.nonce
    )`

const SETTLE = `
  update identifications set visitor_root = null, known_seq = null
  where section_id = ?1 and visitor_root is not null and id in (select sent.id from ${ROWS} sent)`

/**
 * What stores the identifications of a request, in order, whatever their number: `before` runs before their visitors get profiles, `after` after
 * that. Of these, `outcomes` tells what became of each.
 */
export function identifyingStatements(
  d1: D1Database,
  sectionId: string,
  identifications: readonly JudgedIdentification[],
  receivedAt: string,
): { before: D1PreparedStatement[]; after: D1PreparedStatement[]; outcomes: D1PreparedStatement } {
  const rows = packRows(identifications.map(rowOf))
  const statement = (sql: string) => d1.prepare(sql).bind(sectionId, receivedAt, ...rows)
  const outcomes = statement(READ_OUTCOMES)
  return {
    before: [statement(USE_PROOFS)],
    after: [statement(ADD_IDENTIFICATIONS), statement(DROP_CONFLICTS), outcomes, ...[COUNT_OUTCOMES, FREE_PROOFS, SETTLE].map(statement)],
    outcomes,
  }
}

function rowOf(judged: JudgedIdentification, place: number): unknown[] {
  if (judged.kind === 'repeated') return [place, null, 'duplicate']
  if (judged.kind === 'refused') return [place, judged.id, judged.code]
  const { id, visitorId, kind, value, occurredAt, consent, nonce, proofExpiresAt } = judged.identification
  return [place, id, null, visitorId, kind, value, occurredAt, consent, nonce, proofExpiresAt]
}
