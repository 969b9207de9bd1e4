import { amongGood, keyHeaders } from './entries.ts'
import { type EntryFate, type Expectation, type HostileRequest, type Kind, kindOf } from './request.ts'
import { fields, goodEvent, type Target } from './target.ts'

const MAX_BODY = 512 * 1024
const MAX_EVENT = 32 * 1024
const OK: Expectation = { entries: ['accepted'] }

const post = (target: Target, path: string, body: string, expected: Expectation): HostileRequest => {
  const managed = path.startsWith('/v1/sections')
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${managed ? target.token : target.key}` }
  return { method: 'POST', path, headers: path === '/v1/events' ? { 'content-type': 'text/plain' } : headers, body, expected }
}

/** A body of exactly so many bytes, by blanks or by what is in it. */
function bodyOf({ writeKey }: Target, bytes: number, by: 'blanks' | 'text'): string {
  const body = JSON.stringify({ writeKey, events: [goodEvent()] })
  if (by === 'blanks') return body + ' '.repeat(bytes - body.length)
  const padded = JSON.stringify({ writeKey, padding: '', events: [goodEvent()] })
  return padded.replace('"padding":"', `"padding":"${'x'.repeat(bytes - padded.length)}`)
}

/** An event of exactly so many bytes. */
function eventOf(bytes: number, char: string): string {
  const event = { ...goodEvent(), padding: '' }
  const missing = bytes - Buffer.byteLength(JSON.stringify(event))
  const [whole, rest] = [Math.floor(missing / Buffer.byteLength(char)), missing % Buffer.byteLength(char)]
  return JSON.stringify({ ...event, padding: char.repeat(whole) + 'x'.repeat(rest) })
}

const around = (limit: number): number[] => [limit - 1, limit, limit + 1]

/** Texts of so many characters each, of one, two, three and four bytes. */
const chars = ['x', 'é', '顧', '😀']

function entries(target: Target): HostileRequest[] {
  const among = (changes: (event: ReturnType<typeof goodEvent>) => object, isGood: boolean, issue: string) => {
    const fate: EntryFate = isGood ? 'accepted' : { rejected: [issue] }
    return amongGood(target, 'web', JSON.stringify({ ...goodEvent(), ...changes(goodEvent()) }), fate)
  }
  const withField = (key: string, value: unknown) => (event: ReturnType<typeof goodEvent>) => ({
    fields: { ...event.fields, [key]: value },
  })
  const units = (char: string, length: number) => char.repeat(length).slice(0, Math.floor(length / char.length) * char.length)
  return chars.flatMap((char) => [
    ...around(MAX_EVENT).map((bytes) =>
      amongGood(target, 'web', eventOf(bytes, char), bytes > MAX_EVENT ? { rejected: ['event_too_large '] } : 'accepted'),
    ),
    ...around(4096).map((length) => among(withField('orderId', char.repeat(length)), length <= 4096, 'field_too_long orderId')),
    ...around(255).map((length) => among(withField('source', char.repeat(length)), length <= 255, 'source_invalid source')),
    among(withField('source', ''), false, 'source_(missing|invalid) source'),
    // These are counted in UTF-16 code units, of which emoji have two.
    ...around(64).map((length) =>
      among(
        () => ({ visitorId: units(char, length + 1).slice(0, length) }),
        length <= 64 && (char !== '😀' || length % 2 === 0),
        'event_invalid visitorId',
      ),
    ),
    ...around(4096).flatMap((length) =>
      ['url', 'referrer', 'title'].map((key) =>
        among(
          () => ({ page: { [key]: char.repeat(Math.floor(length / char.length)) + 'y'.repeat(length % char.length) } }),
          length <= 4096,
          `event_invalid page.${key}`,
        ),
      ),
    ),
  ])
}

function counts(target: Target): HostileRequest[] {
  const { writeKey } = target
  return around(500).flatMap((count) => {
    const events = Array.from({ length: count }, goodEvent)
    const expected: Expectation = count > 500 ? { statuses: [413] } : { entries: events.map(() => 'accepted') }
    const bare = events.map(() => 1)
    const refused: Expectation = count > 500 ? { statuses: [413] } : { entries: bare.map(() => ({ rejected: ['event_invalid '] })) }
    return [
      post(target, '/v1/events', JSON.stringify({ writeKey, events }), expected),
      post(target, '/v1/events', JSON.stringify({ writeKey, events: bare }), refused),
      post(target, '/v1/integrations/events', JSON.stringify({ events: bare }), refused),
    ]
  })
}

function definitions(target: Target): HostileRequest[] {
  const path = `/v1/sections/${target.open.sectionId}/custom-events`
  const make = (name: string, list: readonly object[], isGood: boolean, more: object = {}) =>
    post(target, path, JSON.stringify({ name, category: 'signal', fields: list, ...more }), { statuses: [isGood ? 201 : 422] })
  const field = (index: number) => ({ name: `Field ${index}`, type: 'text' })
  return [
    ...around(100).map((count) =>
      make(
        `Many ${count}`,
        Array.from({ length: count }, (_, index) => field(index)),
        count <= 100,
      ),
    ),
    ...chars.flatMap((char) => around(120).map((length) => make(char.repeat(length), [], length <= 120))),
    ...chars.flatMap((char) =>
      around(120).map((length) =>
        make(`Field names ${char} ${length}`, [{ name: char.repeat(length), key: 'a', type: 'text' }], length <= 120),
      ),
    ),
    ...chars.flatMap((char) =>
      around(2000).map((length) => make(`Description ${char} ${length}`, [], length <= 2000, { description: char.repeat(length) })),
    ),
    ...around(64).map((length) => make(`Keys ${length}`, [{ name: 'A', key: 'a'.repeat(length), type: 'text' }], length <= 64)),
    ...[0, 2, 65, 5000].flatMap((times) =>
      fields.map(({ key, type }) =>
        make(
          `Twice ${times} ${key}`,
          Array.from({ length: 2 + times }, () => ({ name: key, key, type })),
          false,
        ),
      ),
    ),
  ]
}

const bodies = (target: Target): HostileRequest[] =>
  around(MAX_BODY).flatMap((bytes) => {
    const expected: Expectation = bytes > MAX_BODY ? { statuses: [413] } : OK
    const managed = JSON.stringify({ name: 'Big', category: 'signal', fields: [] })
    const half = bytes - MAX_BODY / 2
    return [
      post(target, '/v1/events', bodyOf(target, bytes, 'blanks'), expected),
      post(target, '/v1/events', bodyOf(target, bytes, 'text'), expected),
      { ...post(target, '/v1/events', ' '.repeat(bytes), { statuses: bytes > MAX_BODY ? [413] : [400] }) },
      {
        ...post(target, '/v1/integrations/events', ' '.repeat(bytes), { statuses: bytes > MAX_BODY ? [413] : [400] }),
        headers: keyHeaders(target),
      },
      // The management API takes half as much.
      post(target, `/v1/sections/${target.open.sectionId}/custom-events`, managed + ' '.repeat(half - managed.length), {
        statuses: bytes > MAX_BODY ? [413] : [201],
      }),
    ]
  })

const far = (target: Target): HostileRequest[] =>
  [1_000_000, 5_000_000, 20_000_000].flatMap((bytes) =>
    ['/v1/events', '/v1/integrations/events', '/v1/sections', '/v1/links/read', '/v1/integrations/profiles/lookup'].map((path) =>
      post(target, path, ' '.repeat(bytes), { statuses: [413] }),
    ),
  )

/** Sizes around each limit: what is on the one side of it is taken, what is on the other is not. */
export const limitKinds = (target: Target): Kind[] => [
  kindOf(
    'limits',
    [...entries(target), ...counts(target), ...definitions(target), ...bodies(target), ...far(target)],
    (request) => request,
  ),
]
