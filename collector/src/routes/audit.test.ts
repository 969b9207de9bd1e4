import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { collector, newOrderEvent, newSection, orderCreated, post, ready } from '../../test/collector.js'
import { invitation, member, openAccount } from '../../test/people.js'
import { auditedAction } from '../audit.js'
import type { AuditAction, AuditEntry } from '../schema/audit.js'
import type { Page } from '../schema/list.js'
import type { QuarantineGroup } from '../schema/quarantine-group.js'

const NAME = 'Olga Ångström'

/** A section with an owner, and what its audit tells. */
async function audited() {
  const mine = await ready()
  const owner = await member(mine, mine.section, 'owner', NAME)
  const base = `/v1/sections/${mine.section.id}`
  const list = async (query = '') => (await owner.call<Page<AuditEntry>>('GET', `${base}/audit${query}`)).body
  /** What was recorded of some work, oldest first. */
  const of = async (work: () => Promise<unknown>) => {
    const before = (await list('?limit=200')).items.length
    await work()
    const { items } = await list('?limit=200')
    return items.slice(0, items.length - before).reverse()
  }
  return { ...mine, owner, base, list, of }
}

test('tells who did what to what, and when', async () => {
  const { owner, base, path, time, of } = await audited()
  time.now += 90_000
  const [entry, ...others] = await of(() =>
    owner.call('PATCH', path, { body: { name: 'Order placed', retentionYears: 7, webTracking: true } }),
  )
  expect(others).toEqual([])
  expect(entry).toEqual({
    at: '2026-11-23T10:01:30.000Z',
    actor: { kind: 'person', name: NAME },
    action: 'custom_event.changed',
    object: 'order-created',
    // What was given and is as it was before is no change.
    detail: { settings: ['name', 'retentionYears'], values: { retentionYears: 7 } },
  })
  const [section] = await of(() => owner.call('PATCH', base, { body: { name: 'Shop', allowedOrigins: ['https://shop.example'] } }))
  expect(section?.detail).toEqual({ settings: ['name', 'allowedOrigins'], values: {} })
})

test('lists one kind alone, and by a name without the words that block lists look for', async () => {
  const { owner, base, path, list } = await audited()
  await owner.call('PATCH', path, { body: { webTracking: false } })
  const { items } = await list('?action=custom_event.changed')
  expect(items.map(({ action }) => action)).toEqual(['custom_event.changed', 'custom_event.changed'])
  const neutral = (kind: string) => owner.call<Page<AuditEntry>>('GET', `/api${base.slice('/v1'.length)}/audit?action=${kind}`)
  expect((await neutral('definition.changed')).body.items).toEqual(items)
  expect((await neutral('member.joined')).body.items.map(({ action }) => action)).toEqual(['member.joined'])
  expect((await neutral('definition')).status).toBe(400)
})

test('tells a change by the token, and one by a person who is no more', async () => {
  const mine = await audited()
  const { base, section, call, of } = mine
  const other = await member(mine, section, 'owner', 'Otto')
  const entries = await of(async () => {
    await other.call('POST', `${base}/custom-events`, { body: { name: 'Left', category: 'signal', fields: [] } })
    await call('POST', `${base}/custom-events`, { body: { name: 'Right', category: 'signal', fields: [] } })
    await env.DB.prepare('delete from users where id = ?1').bind(other.id).run()
  })
  expect(entries.map(({ actor, object }) => [actor, object])).toEqual([
    [{ kind: 'person', name: null }, 'left'],
    [{ kind: 'token', name: null }, 'right'],
  ])
})

test('records every kind of change once', async () => {
  const mine = await audited()
  const { owner, base, path, section, list } = mine
  const viewer = await member(mine, section, 'viewer', 'Vera')
  const made = await owner.call<{ id: string }>('POST', `${base}/invitations`, { body: { role: 'editor' } })
  await owner.call('DELETE', `${base}/invitations/${made.body.id}`)
  await owner.call('PATCH', `${base}/members/${viewer.id}`, { body: { role: 'editor' } })
  await owner.call('POST', `${base}/members/${viewer.id}/password-link`)
  await viewer.call('DELETE', `${base}/members/${viewer.id}`)
  await owner.call('POST', `${base}/rotate-write-key`, { body: { graceSeconds: 60 } })
  await owner.call('PUT', `${path}/fields`, { body: { fields: [] } })
  await owner.call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
  const told = (await list('?limit=200')).items.reverse().map(({ action, actor, object, detail }) => [action, actor.name, object, detail])
  expect(told).toEqual([
    ['section.created', null, section.id, null],
    ['custom_event.created', null, 'order-created', { category: 'transaction' }],
    ['custom_event.changed', null, 'order-created', { settings: ['webTracking'], values: { webTracking: true } }],
    ['invitation.made', null, expect.any(String), { role: 'owner' }],
    ['member.joined', NAME, owner.id, { role: 'owner' }],
    ['invitation.made', null, expect.any(String), { role: 'viewer' }],
    ['member.joined', 'Vera', viewer.id, { role: 'viewer' }],
    ['invitation.made', NAME, made.body.id, { role: 'editor' }],
    ['invitation.removed', NAME, made.body.id, null],
    ['member.changed', NAME, viewer.id, { role: 'editor' }],
    ['password_link.made', NAME, viewer.id, null],
    ['member.removed', 'Vera', viewer.id, null],
    ['write_key.rotated', NAME, section.id, { graceSeconds: 60 }],
    ['version.saved', NAME, 'order-created', { version: 2 }],
    ['custom_event.hidden', NAME, 'order-created', null],
  ])
})

test('records a repair, and no trial of one', async () => {
  const mine = await audited()
  const { base, section, owner, of } = mine
  await post(mine, { writeKey: section.writeKey, events: [orderCreated({ fields: { source: 'A', orderId: 'A-1', total: '5' } })] })
  const { body } = await owner.call<Page<QuarantineGroup>>('GET', `${base}/quarantine/groups`)
  const repair = (dryRun: boolean) =>
    owner.call('POST', `${base}/quarantine/groups/${body.items[0]?.id}/repair`, {
      body: { dryRun, repairs: [{ kind: 'convert', field: 'total', to: 'decimal' }] },
    })
  expect(await of(() => repair(true))).toEqual([])
  const entries = await of(async () => [await repair(false), await repair(false)])
  expect(entries.map(({ action, object, detail }) => [action, object, detail])).toEqual([
    ['quarantine_group.repaired', body.items[0]?.id, { version: 'order-created@1', repaired: 1, rejected: 0, duplicates: 0 }],
  ])
})

test('records nothing of what was refused, or changed nothing', async () => {
  const mine = await audited()
  const { owner, base, path, section, customEvent, of } = mine
  const viewer = await member(mine, section, 'viewer')
  await owner.call('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
  const other = await newOrderEvent(mine, section, 'Other')
  const entries = await of(async () => {
    const answers = [
      await viewer.call('PATCH', `${base}/custom-events/other`, { body: { name: 'Mine' } }),
      await owner.call('PATCH', `${base}/custom-events/other`, { body: { name: 5 } }),
      await owner.call('PATCH', `${base}/custom-events/none`, { body: { name: 'x' } }),
      await owner.call('PATCH', path, { body: { name: 'x' } }),
      await owner.call('DELETE', `${base}/members/${owner.id}`),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 422, 404, 409, 409])
    const [{ fields }] = customEvent.versions as [(typeof customEvent.versions)[number]]
    const nothing = [
      await owner.call('PATCH', base, { body: { name: section.name } }),
      await owner.call('PATCH', `${base}/custom-events/other`, { body: { name: other.name, allowedOperations: other.allowedOperations } }),
      await owner.call('PUT', `${base}/custom-events/other/fields`, { body: { fields } }),
      await owner.call('POST', `${path}/hide`, { body: { confirm: 'order-created' } }),
      await owner.call('PATCH', `${base}/members/${viewer.id}`, { body: { role: 'viewer' } }),
    ]
    expect(nothing.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  })
  expect(entries).toEqual([])
})

test('holds nothing that names a person', async () => {
  const mine = await audited()
  await openAccount(mine, await invitation(mine, mine.section, 'editor'), 'Ivar Hidden', 'ivar.hidden@shop.example')
  const { results } = await env.DB.prepare('select * from audit_entries where section_id = ?1').bind(mine.section.id).all()
  expect(results.length).toBeGreaterThan(4)
  expect(JSON.stringify(results)).not.toMatch(/Olga|Ivar|@shop\.example/)
})

test('pages from the newest on, by kind too, and only in its own section', async () => {
  const mine = await audited()
  const { owner, base, list } = mine
  await newSection(mine)
  for (const name of ['A', 'B', 'C']) await owner.call('POST', `${base}/custom-events`, { body: { name, category: 'signal', fields: [] } })
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await list(`?limit=2&action=custom_event.created${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.items.map(({ object }) => object))
    cursor = page.nextCursor ?? ''
  } while (cursor)
  expect(seen).toEqual(['c', 'b', 'a', 'order-created'])
  expect((await list('?limit=200')).items.filter(({ action }) => action === 'section.created')).toHaveLength(1)
  const { status, body } = await owner.call('GET', `${base}/audit?action=nothing`)
  expect([status, body.code]).toEqual([400, 'query_invalid'])
})

/** Calls that are no change of what an owner answers for: they read, or bring in events, or are about somebody’s own account. */
const UNRECORDED = [
  'POST /v1/events',
  // Before there is any section.
  'POST /v1/setup-links',
  'POST /v1/links/read',
  'POST /v1/sections/:section/custom-events/:discriminator/fields/preview',
  'POST /v1/sections/:section/custom-events/:discriminator/versions/:number/snippet',
  'POST /v1/sections/:section/custom-events/:discriminator/versions/:number/test',
  'POST /v1/sections/:section/profiles/lookup',
  'POST /v1/integrations/events',
  'POST /v1/integrations/profiles/lookup',
]

test('is kept by every route that changes something', () => {
  const actions = new Map<string, (AuditAction | undefined)[]>()
  for (const { method, path, handler } of collector().app.routes) {
    if (['GET', 'ALL'].includes(method) || path.startsWith('/v1/auth/')) continue
    const name = `${method} ${path}`
    actions.set(name, [...(actions.get(name) ?? []), auditedAction(handler)])
  }
  const silent = [...actions].filter(([, found]) => !found.some(Boolean)).map(([name]) => name)
  expect(silent.sort()).toEqual(UNRECORDED.sort())
})

test('fails the call when its entry cannot be kept', async () => {
  const mine = await audited()
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const DB = new Proxy(env.DB, {
    get(db, name) {
      if (name === 'prepare') return (sql: string) => db.prepare(sql.includes('audit_entries') ? 'insert into nothing values (?1)' : sql)
      const value = Reflect.get(db, name)
      return typeof value === 'function' ? value.bind(db) : value
    },
  })
  const response = await mine.app.request(
    mine.path,
    {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${env.ADMIN_TOKEN}`, 'Content-Type': 'application/json' },
      body: '{"retentionYears":2}',
    },
    { ...mine.bindings, DB },
  )
  expect([response.status, (await response.json<{ code: string }>()).code]).toEqual([503, 'storage_unavailable'])
})
