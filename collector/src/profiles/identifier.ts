import { type IdentifierKind, type Issue, identifierKinds, isWellFormed, kindOf } from '@milepost/sdk/contract'
import type { CountryCode } from 'libphonenumber-js/min'
import type { SubjectKind } from '../store/tables.js'

/** Whom an event is about, as profiles are found: the value is normalised. */
export interface Subject {
  readonly kind: SubjectKind
  readonly value: string
}

/** What code sends when it knows nobody. Taken as identifiers, they would make one profile of many strangers. */
const PLACEHOLDERS = new Set(
  '0|-|null|nil|undefined|nan|none|n/a|na|false|true|empty|unknown|guest|anonymous|anon|nobody|noreply|no-reply|user|customer|default|test|[object object]'.split(
    '|',
  ),
)

const isPlaceholder = (text: string): boolean => PLACEHOLDERS.has(text.trim().toLowerCase())

/** Whether a visitor ID stands for no browser, like `undefined` or the nil UUID. Everybody who sends it would be one visitor. */
export const isNoVisitor = (visitorId: string): boolean => isPlaceholder(visitorId) || /^[0-]*$/.test(visitorId.trim())

const MAX_EMAIL = 254
const MAX_LOCAL_PART = 64
const MAX_CRM_ID = 255

const EXPECTED: Readonly<Record<IdentifierKind, string>> = {
  email: 'an email address of one person',
  mobile: 'a mobile number of one person, such as +46701234567',
  crmId: `a CRM ID of one person, 1 to ${MAX_CRM_ID} characters`,
}

/**
 * Reads the one identifier that names a profile, and normalises it.
 * @param field in which it stands
 * @param country ISO 3166-1 alpha-2, of mobile numbers that are given without one; `null` refuses these
 */
export async function readIdentifier(
  input: unknown,
  field: 'profile' | 'identify' | 'target' | 'source',
  country: string | null,
): Promise<Subject | Issue> {
  const entries = typeof input === 'object' && input !== null && !Array.isArray(input) ? Object.entries(input) : []
  const [[key, sent] = ['', undefined]] = entries
  const kind = identifierKinds.find((one) => one === key)
  if (!kind || entries.length > 1) {
    const expected = `an object with exactly one of ${identifierKinds.join(', ')}`
    const received = entries.length ? `one with ${entries.length > 1 ? entries.length : 'another'}` : kindOf(input)
    return { code: 'profile_invalid', field, expected, received, message: `${field} must be ${expected}, received ${received}` }
  }
  const value = typeof sent === 'string' && isWellFormed(sent) && !isPlaceholder(sent) ? await normalise(kind, sent, country) : undefined
  if (value !== undefined) return { kind, value }
  const [expected, at] = [EXPECTED[kind], `${field}.${kind}`]
  const received = typeof sent !== 'string' ? kindOf(sent) : isPlaceholder(sent) ? 'a placeholder' : 'text that is none'
  return { code: 'identifier_invalid', field: at, expected, received, message: `${at} must be ${expected}, received ${received}` }
}

async function normalise(kind: IdentifierKind, text: string, country: string | null): Promise<string | undefined> {
  if (kind === 'email') return emailOf(text)
  if (kind === 'mobile') return mobileOf(text, country)
  // As it is: only the shop knows what its IDs mean.
  return text.trim() && text.length <= MAX_CRM_ID ? text : undefined
}

/** In lower case, with an international domain in its ASCII form, as mail servers compare it. */
function emailOf(text: string): string | undefined {
  const [, local = '', domain = ''] = /^([^\s@]+)@([^\s@/:?#\\[\]%]+)$/.exec(text.trim().normalize('NFC')) ?? []
  if (!local || local.length > MAX_LOCAL_PART || isPlaceholder(local)) return undefined
  const address = `http://${domain}`
  if (!URL.canParse(address)) return undefined
  const email = `${local.toLowerCase()}@${new URL(address).hostname}`
  return email.length <= MAX_EMAIL ? email : undefined
}

/** In E.164. */
async function mobileOf(text: string, country: string | null): Promise<string | undefined> {
  // The numbering plans are large, and few requests need them.
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/min')
  const number = parsePhoneNumberFromString(text, country ? { defaultCountry: country as CountryCode, extract: false } : { extract: false })
  // What is possible, not what is assigned: plans change faster than anybody updates. One digit over and over is a placeholder.
  return number?.isPossible() && !number.ext && !/^(\d)\1*$/.test(number.nationalNumber) ? number.number : undefined
}
