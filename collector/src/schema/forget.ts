import * as v from 'valibot'
import { exportFormats } from '../profiles/export-text.js'
import { pageSchema } from './list.js'
import { referenceSchema } from './profile.js'
import { instantSchema } from './text.js'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))

const counts = {
  events: count,
  identifiers: v.pipe(count, v.description('Emails, mobile numbers and CRM IDs')),
  visitors: v.pipe(count, v.description('Visitor IDs')),
  identifications: count,
  usedProofs: count,
  quarantine: v.pipe(count, v.description('Rejected events that differ from one another')),
  merges: v.pipe(count, v.description('Records of merges, undone ones too')),
  parts: v.pipe(count, v.description('The profile and those that were merged into it')),
}

export const eraseRequestSchema = v.strictObject({ profile: referenceSchema })

export const erasureSchema = v.pipe(
  v.object({ id: v.string(), erasedAt: instantSchema, removed: v.object(counts) }),
  v.metadata({ ref: 'Erasure' }),
)

export const exportRequestSchema = v.strictObject({ profile: referenceSchema, format: v.optional(v.picklist(exportFormats), 'json') })

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

/** An entry of the erasure journal, as it is listed, saved and replayed. */
export const journalEntrySchema = v.pipe(
  v.strictObject({
    sectionId: v.pipe(v.string(), v.maxLength(64)),
    id: v.pipe(v.string(), v.maxLength(64)),
    erasedAt: instantSchema,
    erasedBy: v.pipe(v.string(), v.maxLength(200)),
    hashes: v.pipe(v.array(hash), v.description('Keyed hashes of what was erased')),
    receipt: v.record(v.string(), count),
  }),
  v.metadata({ ref: 'JournalEntry' }),
)
export type JournalEntry = v.InferOutput<typeof journalEntrySchema>
export const journalPageSchema = pageSchema(journalEntrySchema)

/** Entries of one call of a replay: each call looks through all identifiers of their sections. */
export const MAX_REPLAYED_ENTRIES = 1000

/** One call of a replay: it is one parameter of a statement, of which D1 takes 2 MB. An entry has 70 bytes for each identifier. */
export const MAX_REPLAY_BYTES = 1_900_000

export const replayRequestSchema = v.strictObject({
  entries: v.pipe(v.array(journalEntrySchema), v.minLength(1), v.maxLength(MAX_REPLAYED_ENTRIES)),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(2000), v.description('The `nextCursor` of the step before, with the same entries'))),
})

export const replayStepSchema = v.pipe(
  v.object({
    checked: v.pipe(count, v.description('Identifiers and rejected events that were looked at in this step')),
    removed: v.object(counts),
    nextCursor: v.pipe(v.nullable(v.string()), v.description('Give it as `cursor`, with the same entries; null after the last step')),
  }),
  v.metadata({ ref: 'ReplayStep' }),
)
export type ReplayStep = v.InferOutput<typeof replayStepSchema>
