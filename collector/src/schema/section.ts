import { consentStates } from '@milepost/sdk/contract'
import * as v from 'valibot'
import { pageSchema } from './list.js'
import { roleSchema } from './member.js'
import { instantSchema, nameSchema, textRule } from './text.js'

/** More origins than that are no longer a list that a person oversees. */
const MAX_ORIGINS = 100

/** A week: long enough for pages to be published again, caches included. */
const DEFAULT_GRACE_SECONDS = 604_800
/** Ninety days. A key that is to live for longer need not be rotated. */
const MAX_GRACE_SECONDS = 7_776_000

/** An origin exactly as browsers send it: `https://shop.example`, `http://127.0.0.1:8080`; no path, no default port, no capitals. */
export const originSchema = v.pipe(
  v.string(),
  textRule((text) =>
    isOrigin(text) ? undefined : { expected: 'an origin like https://shop.example, without a path', received: quote(text) },
  ),
  v.metadata({ description: 'Scheme, host and port exactly as browsers send them, such as `https://shop.example`' }),
)

function isOrigin(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 100))

const originsSchema = v.pipe(v.array(originSchema), v.maxLength(MAX_ORIGINS))

export const newSectionSchema = v.strictObject({ name: nameSchema, allowedOrigins: v.optional(originsSchema, []) })

/** How a section knows people. Each is described where a section is told, too. */
const settings = {
  visitors: v.pipe(v.boolean(), v.description('Whether its page scripts know visitors: make visitor IDs, heed consent, identify')),
  consentStart: v.pipe(v.picklist(consentStates), v.description('Where a page starts until it is told of consent')),
  honourGpc: v.pipe(
    v.boolean(),
    v.description('Whether Global Privacy Control counts as consent denied for the purposes analytics and marketing'),
  ),
  requireProof: v.pipe(
    v.boolean(),
    v.description(
      'Whether a page needs a proof, made by the shop’s server with an identity secret, to say who a visitor is. Without it, anybody who can open a page can claim to be anybody: their events are then stored on that person’s profile, and whoever comes first owns an identifier',
    ),
  ),
  defaultCountry: v.pipe(
    v.nullable(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))),
    v.description('ISO 3166-1 alpha-2, such as `SE`: of mobile numbers that are given without a country; null refuses these'),
  ),
}

export const sectionChangeSchema = v.strictObject({
  name: v.optional(nameSchema),
  allowedOrigins: v.optional(originsSchema),
  ...v.partial(v.object(settings)).entries,
})
export type SectionChange = v.InferOutput<typeof sectionChangeSchema>

/** For how long what is replaced keeps working. */
export const graceSecondsSchema = v.optional(
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(MAX_GRACE_SECONDS),
    v.description('For how long what is replaced keeps working; 0 ends it at once'),
  ),
  DEFAULT_GRACE_SECONDS,
)

export const rotationSchema = v.strictObject({ graceSeconds: graceSecondsSchema })

export const sectionSchema = v.pipe(
  v.object({
    id: v.string(),
    name: v.string(),
    role: v.pipe(roleSchema, v.description('Of whoever asks; the token and administrators own every section')),
    writeKey: v.pipe(v.string(), v.description('Public: it names the section to which a page sends')),
    retiredWriteKeys: v.pipe(
      v.array(v.object({ key: v.string(), validUntil: instantSchema })),
      v.description('Rotated ones that still work, those that end first first'),
    ),
    allowedOrigins: v.pipe(v.array(v.string()), v.description('Empty: pages of every origin may send')),
    ...settings,
    createdAt: instantSchema,
    dropped: v.pipe(
      v.record(v.string(), v.number()),
      v.description('Events that senders say they had to give up, in all, by reason: the 50 that count most'),
    ),
  }),
  v.metadata({ ref: 'Section' }),
)
export type Section = v.InferOutput<typeof sectionSchema>

export const sectionPageSchema = pageSchema(sectionSchema)
