import type { LocalWorker } from '../support/local-worker.ts'
import { HEAVY, MERGED, SECTION, type Size } from './fill.ts'

/** One call of the editor or of an integration, made many times, each time a little different. */
export interface Call {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: (run: number) => string
  readonly body?: (run: number) => unknown
  /** Of an integration that calls, in place of the editor. */
  readonly key?: string
}

const base = `/v1/sections/${SECTION}`
const fields = (change: Record<string, unknown> = {}) => [
  { key: 'orderId', name: 'Order ID', type: 'text', required: true },
  { key: 'total', name: 'Total', type: 'decimal' },
  { key: 'items', name: 'Items', type: 'number' },
  { key: 'coupon', name: 'Coupon', type: 'text', ...change },
  ...Array.from({ length: 6 }, (_, index) => ({ key: `more${index}`, name: `More ${index}`, type: 'text' })),
]

/** Every call that the editor's pages make to read, and those that repair and try out. */
export async function callsOf({ call }: LocalWorker, { customEvents, profiles }: Size): Promise<Call[]> {
  const read = async (path: string) => JSON.parse((await call('GET', base + path)).text)
  const deep = (await read('/custom-events?limit=200')).nextCursor
  const later = (await read('/recent?limit=200')).nextCursor
  const older = (await read(`/profiles/p-${HEAVY}/events?limit=200`)).nextCursor
  const { items: groups } = await read('/quarantine/groups?customEvent=event-1')
  const group = `/quarantine/groups/${groups[0].id}`
  const busy = (run: number) => `event-${1 + (run % Math.min(5, customEvents))}`
  const some = (run: number) => `event-${1 + ((run * 37) % Math.min(90, customEvents))}`
  const get = (name: string, path: (run: number) => string): Call => ({ name, method: 'GET', path: (run) => base + path(run) })
  const post = (name: string, path: (run: number) => string, body: (run: number) => unknown): Call => ({
    name,
    method: 'POST',
    path: (run) => base + path(run),
    body,
  })
  const repairs = [
    { kind: 'rename', from: 'totl', to: 'total' },
    { kind: 'convert', field: 'total', to: 'decimal' },
  ]
  const made = await call('POST', `${base}/integration-keys`, { name: 'Bench', scopes: ['profiles:read'] })
  const { key } = JSON.parse(made.text) as { key: string }
  const anybody = (run: number) => 100 + ((run * 7919) % Math.max(1, profiles - 100))
  const email = (profile: number) => ({ profile: { email: `u${profile}@shop.example` } })
  const integrate = (name: string, body: (run: number) => unknown): Call => ({
    name: `integration: ${name}`,
    method: 'POST',
    path: () => '/v1/integrations/profiles/lookup',
    body,
    key,
  })
  const after = (cursor: string | null) => (cursor ? `&cursor=${cursor}` : '')
  return [
    get('custom events', () => '/custom-events'),
    get('custom events with stats', () => '/custom-events?stats=true'),
    get('custom events with stats, 200', () => '/custom-events?stats=true&limit=200'),
    get('custom events, later page', () => `/custom-events?stats=true${after(deep)}`),
    get('custom events of a category', (run) => `/custom-events?stats=true&category=${['signal', 'conversion', 'transaction'][run % 3]}`),
    get('custom events searched', (run) => `/custom-events?stats=true&search=event-${run}`),
    get('custom events searched, Arabic', () => `/custom-events?stats=true&search=${encodeURIComponent('طلب')}`),
    get('custom events searched, nothing found', () => '/custom-events?stats=true&search=nothing'),
    get('custom event', (run) => `/custom-events/${some(run)}`),
    get('custom event with stats', (run) => `/custom-events/${busy(run)}?stats=true`),
    get('installations', (run) => `/custom-events/${busy(run)}/installations`),
    post(
      'preview, a field more',
      (run) => `/custom-events/${busy(run)}/fields/preview`,
      () => ({ fields: [...fields(), { name: 'New', type: 'text' }] }),
    ),
    post(
      'preview, a field required',
      (run) => `/custom-events/${busy(run)}/fields/preview`,
      () => ({ fields: fields({ required: true }) }),
    ),
    post(
      'preview, a field of another type',
      (run) => `/custom-events/${busy(run)}/fields/preview`,
      () => ({ fields: fields({ type: 'date' }) }),
    ),
    post(
      'preview, values all different',
      (run) => `/custom-events/${busy(run)}/fields/preview`,
      () => ({
        fields: [{ key: 'orderId', name: 'Order ID', type: 'date' }, ...fields().slice(1)],
      }),
    ),
    post(
      'test event',
      (run) => `/custom-events/${some(run)}/versions/1/test`,
      (run) => ({ fields: { source: 'Editor', orderId: `T-${run}` } }),
    ),
    get('recent', () => '/recent'),
    get('recent, later page', () => `/recent?limit=50${after(later)}`),
    get('recent of a custom event', (run) => `/recent?customEvent=${some(run)}`),
    get('recent, rejected', () => '/recent?verdict=rejected'),
    get('recent by version', (run) => `/recent?version=${busy(run)}@1`),
    get('recent by source', (run) => `/recent?source=Source%20${run % 12}`),
    get('recent by host', (run) => `/recent?host=shop-${run % 3}.example`),
    get('recent by source, nothing found', () => '/recent?source=nothing'),
    get('quarantine', () => '/quarantine'),
    get('quarantine of a custom event', (run) => `/quarantine?customEvent=${busy(run)}`),
    get('groups', () => '/quarantine/groups'),
    get('groups of a custom event', (run) => `/quarantine/groups?customEvent=${busy(run)}`),
    get('group', () => group),
    post(
      'repair, 500 events tried',
      () => `${group}/repair`,
      () => ({ dryRun: true, repairs }),
    ),
    post(
      'repair, 100 events stored',
      () => `${group}/repair`,
      () => ({ dryRun: false, repairs, limit: 100 }),
    ),
    integrate('lookup with events', (run) => email(anybody(run))),
    integrate('lookup with events, heavy profile', () => email(HEAVY)),
    integrate('lookup with events, merged of many', (run) => email(MERGED + (run % 20))),
    integrate('lookup of one custom event, heavy profile', (run) => ({ ...email(HEAVY), customEvent: some(run) })),
    integrate('lookup of what may not be read, heavy profile', () => ({ profile: { crmId: `C-${HEAVY}` } })),
    post(
      'profile',
      () => '/profiles/lookup',
      (run) => email(anybody(run)),
    ),
    post(
      'profile, heavy',
      () => '/profiles/lookup',
      () => email(HEAVY),
    ),
    post(
      'profile, merged of many',
      () => '/profiles/lookup',
      (run) => email(MERGED + (run % 20)),
    ),
    get('timeline', (run) => `/profiles/p-${anybody(run)}/events`),
    get('timeline, heavy', () => `/profiles/p-${HEAVY}/events`),
    get('timeline, heavy, 200', () => `/profiles/p-${HEAVY}/events?limit=200`),
    get('timeline, heavy, later page', () => `/profiles/p-${HEAVY}/events?limit=50${after(older)}`),
    get('timeline, heavy, of a custom event', (run) => `/profiles/p-${HEAVY}/events?customEvent=${some(run)}`),
    get('timeline, heavy, of no custom event', () => `/profiles/p-${HEAVY}/events?customEvent=none`),
    get('timeline, merged of many', () => `/profiles/p-${MERGED}/events`),
    get('overview, 24 hours', () => '/overview?range=24h'),
    get('overview, 7 days', () => '/overview?range=7d'),
    get('overview, 30 days', () => '/overview?range=30d'),
  ]
}
