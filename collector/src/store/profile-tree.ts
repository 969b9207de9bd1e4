import type { Reference } from '../profiles/reference.js'

/** SQL for the part that a profile is found by. `?1` is the section, and `value` the parameter that holds what is looked for. */
export const partOf = ({ kind }: Reference, value = '?2'): string =>
  kind === 'id'
    ? `select seq from profiles where section_id = ?1 and id = ${value}`
    : `select profile_seq from identifiers where section_id = ?1 and kind = '${kind}' and value = ${value}`

/** SQL for the root of the tree that a part is in. */
export const rootOf = (part: string): string => `select coalesce(root, seq) from profiles where seq = (${part})`

/**
 * The parts of the tree that a part is in: `whole.root` and `parts.seq`. What is read of them is cross-joined, which SQLite does in the order that
 * is written: it knows nothing of how few they are.
 */
export const withParts = (part: string): string =>
  `with whole (root) as materialized (${rootOf(part)}),
     parts (seq) as materialized (select root from whole union all select p.seq from whole cross join profiles p on p.root = whole.root)`
