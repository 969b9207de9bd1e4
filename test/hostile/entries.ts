import { illFormed, numberTexts, structures, texts } from './corpora.ts'
import { type EntryFate, type HostileRequest, type Kind, kindOf, pairsOf } from './request.ts'
import { goodEvent, goodIntegrationEvent, type Target } from './target.ts'

/** A value as it is written in JSON, and as it is read. */
interface Written {
  readonly text: string
  readonly value: unknown
}

const written = (text: string): Written => ({ text, value: JSON.parse(text) })

/** JSON of a text in which lone surrogates are escapes, since there is no UTF-8 for them. */
const quoted = (text: string): string => JSON.stringify(text)

const values: readonly Written[] = [...texts, ...illFormed]
  .map(quoted)
  .concat(numberTexts, structures, ['"x"', '" "', `"${'x'.repeat(4097)}"`, `"${'😀'.repeat(4097)}"`])
  .map(written)

const isWellFormed = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed()
const lengthOf = (text: string): number => [...text].length
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

// What the documentation says is accepted, told here again: a list of the values that must not be.
const fieldRules: Readonly<Record<string, (value: unknown) => boolean>> = {
  orderId: (value) => isWellFormed(value) && lengthOf(value) <= 4096,
  gift: (value) => value == null || typeof value === 'boolean',
  items: (value) => value == null || Number.isSafeInteger(value),
  total: (value) => value == null || Number.isFinite(value),
  delivery: (value) => value == null || (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)),
  paidAt: (value) => value == null || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/i.test(value)),
}

/** A place of an event: what may stand there, and the issue of what may not. */
interface Place {
  readonly path: readonly string[]
  accepts(value: unknown): boolean
  readonly issue: string
  readonly channel: 'web' | 'integration'
}

const web = (path: string, issue: string, accepts: Place['accepts']): Place => ({ path: path.split('.'), issue, accepts, channel: 'web' })
const integration = (path: string, issue: string, accepts: Place['accepts']): Place => ({
  ...web(path, issue, accepts),
  channel: 'integration',
})
const pageText = (value: unknown) => value == null || (isWellFormed(value) && value.length <= 4096)

const places: readonly Place[] = [
  ...Object.entries(fieldRules).map(([key, accepts]) => web(`fields.${key}`, `field_\\w+ ${key}`, accepts)),
  web('fields.source', 'source_(missing|invalid) source', (value) => isWellFormed(value) && lengthOf(value) >= 1 && lengthOf(value) <= 255),
  web('id', 'id_invalid id', (value) => typeof value === 'string' && /^[\da-f-]{36}$/i.test(value)),
  web('version', 'version_unknown version', (value) => value === 'order-created@1'),
  web('occurredAt', 'occurred_at_invalid occurredAt', (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/i.test(value)),
  web('visitorId', 'event_invalid visitorId', (value) => value == null || (isWellFormed(value) && value.length >= 1 && value.length <= 64)),
  web('page', 'event_invalid page', (value) => value == null || isObject(value)),
  web('page.url', 'event_invalid page.url', pageText),
  web('page.referrer', 'event_invalid page.referrer', pageText),
  web('page.title', 'event_invalid page.title', pageText),
  web('consent', 'event_invalid consent', (value) => value == null),
  web('profile', 'profile_invalid profile', (value) => value == null),
  web('fields', '(event_invalid fields|source_missing source)', () => false),
  integration('profile', '(profile|identifier)_invalid profile', (value) => isObject(value)),
  integration('visitorId', 'profile_invalid visitorId', (value) => value == null),
  integration('fields.total', 'field_\\w+ total', (value) => value == null || Number.isFinite(value)),
]

const HOLE = '"hole"'

/** JSON of an event with a hole in one place. */
function withHole(path: readonly string[], channel: Place['channel']): string {
  const event: Record<string, unknown> = channel === 'web' ? goodEvent() : goodIntegrationEvent()
  const [head = '', inner] = path
  return JSON.stringify({ ...event, [head]: inner ? { ...(event[head] as object), [inner]: 'hole' } : 'hole' })
}

/** A request with a valid event on each side of what is not, as text: values stand in it exactly as they are written. */
export function amongGood(target: Target, channel: Place['channel'], entry: string, fate: EntryFate): HostileRequest {
  const good = () => JSON.stringify(channel === 'web' ? goodEvent() : goodIntegrationEvent())
  const events = `"events":[${good()},${entry},${good()}]`
  const expected = { entries: ['accepted', fate, 'accepted'] as const }
  if (channel === 'web') return sent('/v1/events', 'text/plain', `{"writeKey":"${target.writeKey}",${events}}`, expected)
  return { ...sent('/v1/integrations/events', 'application/json', `{${events}}`, expected), headers: keyHeaders(target) }
}

export const keyHeaders = ({ key }: Target) => ({ 'content-type': 'application/json', authorization: `Bearer ${key}` })

const sent = (path: string, type: string, body: string, expected: HostileRequest['expected']): HostileRequest => ({
  method: 'POST',
  path,
  headers: { 'content-type': type },
  body,
  expected,
})

/** Values that may not stand where they stand. */
function wrongValues(target: Target): Kind {
  const lists = places.map((place) => ({ place, wrong: values.filter(({ value }) => !place.accepts(value)) }))
  const pairs = lists.flatMap(({ place, wrong }) => wrong.map((value) => ({ place, value })))
  return kindOf('values', pairs, ({ place, value }) => {
    const entry = withHole(place.path, place.channel).replace(HOLE, () => value.text)
    return amongGood(target, place.channel, entry, { rejected: [place.issue] })
  })
}

/** Keys that no field has. */
const unknownKeys = (target: Target): Kind =>
  pairsOf(
    'keys',
    [...texts, ...illFormed, '', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'x'.repeat(1000)],
    ['1', 'null', '"x"', '{"__proto__":{"accepted":true}}'],
    (key, value) => {
      const event = JSON.stringify(goodEvent()).replace('"orderId"', () => `${quoted(key)}:${value},"orderId"`)
      // What is `null` was not sent, whatever its key.
      const fate = value === 'null' ? 'accepted' : { rejected: ['field_unknown '] }
      return amongGood(target, 'web', event, fate)
    },
  )

/** Entries that are no events at all. */
const noEvents = (target: Target): Kind =>
  pairsOf(
    'entries',
    values.filter(({ value }) => !isObject(value)),
    ['web', 'integration'] as const,
    ({ text }, channel) => amongGood(target, channel, text, { rejected: ['event_invalid '] }),
  )

/** What a page may not say of who its visitor is. */
function wrongIdentifications(target: Target): Kind {
  const good = { id: '', occurredAt: '2026-11-23T10:00:00Z', visitorId: 'v-1', identify: { email: 'ada@shop.example' } }
  const where = ['identify', 'visitorId', 'proof', 'email', 'mobile', 'crmId'] as const
  const isWrong = (place: (typeof where)[number], value: unknown): boolean => {
    if (place === 'identify') return true
    if (place === 'visitorId') return !(isWellFormed(value) && value.length >= 1 && value.length <= 64)
    if (place === 'proof') return value != null
    return !isWellFormed(value) || (place !== 'crmId' && !/@|\d{4}/.test(value))
  }
  const pairs = where.flatMap((place) => values.filter(({ value }) => isWrong(place, value)).map((value) => ({ place, value })))
  return kindOf('identifications', pairs, ({ place, value }) => {
    const { id } = goodEvent()
    const changed = ['email', 'mobile', 'crmId'].includes(place)
      ? { ...good, id, identify: { [place]: 'hole' } }
      : { ...good, id, [place]: 'hole' }
    const entry = JSON.stringify(changed).replace(HOLE, () => value.text)
    // Without `identify` it is an event that lacks what events have.
    return amongGood(target, 'web', entry, { rejected: [''] })
  })
}

/** Events that say they are one that is stored: whatever else they say, that one stays as it is. */
const stolenIds = (target: Target): Kind =>
  kindOf('stolen IDs', [...texts.slice(0, 1500), ...illFormed], (text, index) => {
    const id = target.storedIds[index % target.storedIds.length]
    const changes = [{ fields: { source: text } }, { version: text }, { fields: { source: 'x', orderId: text, [text]: 1 } }, { page: text }]
    const entry = JSON.stringify({ ...goodEvent(), ...changes[index % changes.length], id: index % 2 ? id?.toUpperCase() : id })
    return amongGood(target, 'web', entry, 'duplicate')
  })

/** Kinds of entries that are not what an entry is. */
export const entryKinds = (target: Target): Kind[] => [
  wrongValues(target),
  unknownKeys(target),
  noEvents(target),
  wrongIdentifications(target),
  stolenIds(target),
]
