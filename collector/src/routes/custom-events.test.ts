import { describe, expect, test } from 'vitest'
import { collector, newOrderEvent, newSection, orderCreated, orderFields, post, ready, START } from '../../test/collector.js'
import type { CustomEvent } from '../schema/custom-event.js'
import type { Page } from '../schema/list.js'

const inSection = async () => {
  const mine = collector()
  const section = await newSection(mine)
  const path = `/v1/sections/${section.id}/custom-events`
  const create = (body: Record<string, unknown>) =>
    mine.call<CustomEvent>('POST', path, { body: { name: 'Order created', category: 'transaction', fields: [], ...body } })
  const list = async (query = '') => (await mine.call<Page<CustomEvent>>('GET', `${path}${query}`)).body
  return { ...mine, section, path, create, list }
}

describe('creating', () => {
  test('publishes version 1, usable and editable at once', async () => {
    const { call, create, path } = await inSection()
    const { status, body } = await create({ description: 'Line\nbreak', fields: orderFields.slice(0, 2) })
    expect(status).toBe(201)
    const now = '2026-11-23T10:00:00.000Z'
    expect(body).toEqual({
      discriminator: 'order-created',
      name: 'Order created',
      description: 'Line\nbreak',
      category: 'transaction',
      webTracking: false,
      hidden: false,
      hiddenAt: null,
      allowedOperations: { email: ['read', 'write'], mobile: ['read', 'write'], crmId: ['read', 'write'] },
      retentionYears: null,
      purpose: 'necessary',
      createdAt: now,
      editableAt: now,
      current: 1,
      versions: [
        {
          id: 'order-created@1',
          number: 1,
          fields: [
            { key: 'orderId', name: 'Order ID', type: 'text', required: true },
            { key: 'total', name: 'Total', type: 'decimal', required: false },
          ],
          savedAt: now,
          usableAt: now,
          savedBy: null,
        },
      ],
    })
    expect((await call<CustomEvent>('GET', `${path}/order-created`)).body).toEqual(body)
  })

  test('derives discriminators that are unique in the section', async () => {
    const { create } = await inSection()
    const names = [
      'Order created',
      'Order  created!',
      'Order created 2',
      'ORDER CREATED',
      '注文',
      '注文',
      'x'.repeat(100),
      'x'.repeat(120),
      'Größe',
    ]
    const made: string[] = []
    for (const name of names) made.push((await create({ name, category: 'signal' })).body.discriminator)
    const long = 'x'.repeat(64)
    expect(made).toEqual([
      'order-created',
      'order-created-2',
      'order-created-2-2',
      'order-created-3',
      'signal',
      'signal-2',
      long,
      `${long.slice(2)}-2`,
      'grosse',
    ])
  })

  test('gives each of many made at the same time its own', async () => {
    const { create, list } = await inSection()
    const made = await Promise.all(Array.from({ length: 8 }, () => create({})))
    expect(made.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201))
    const discriminators = (await list()).items.map(({ discriminator }) => discriminator).sort()
    expect(discriminators).toEqual(['order-created', ...[2, 3, 4, 5, 6, 7, 8].map((number) => `order-created-${number}`)])
  })

  test('takes 100 fields and refuses the 101st', async () => {
    const { create } = await inSection()
    const fields = Array.from({ length: 101 }, (_, index) => ({ name: `Field ${index}`, type: 'text' }))
    expect((await create({ fields: fields.slice(1) })).status).toBe(201)
    const { status, body } = await create({ fields })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'definition_invalid', errors: [{ code: 'fields_too_many', field: 'fields' }] })
  })

  test.each<[status: number, problem: string, code: string, field: string, change: Record<string, unknown>]>([
    [422, 'definition_invalid', 'name_invalid', 'fields.0.name', { fields: [{ name: ' ', type: 'text' }] }],
    [422, 'definition_invalid', 'key_invalid', 'fields.0.key', { fields: [{ name: 'x', key: 'Order-ID', type: 'text' }] }],
    [422, 'definition_invalid', 'key_invalid', 'fields.0.key', { fields: [{ name: 'x', key: '__proto__', type: 'text' }] }],
    [422, 'definition_invalid', 'key_reserved', 'fields.0.key', { fields: [{ name: 'Source', type: 'text' }] }],
    [422, 'definition_invalid', 'key_reserved', 'fields.0.key', { fields: [{ name: 'x', key: 'constructor', type: 'text' }] }],
    [
      422,
      'definition_invalid',
      'key_duplicate',
      'fields.1.key',
      {
        fields: [
          { name: 'Order ID', type: 'text' },
          { name: 'order id', type: 'text' },
        ],
      },
    ],
    [422, 'definition_invalid', 'type_unknown', 'fields.0.type', { fields: [{ name: 'x', type: 'Text' }] }],
    [422, 'request_invalid', 'value_missing', 'fields.0.type', { fields: [{ name: 'x' }] }],
    [422, 'request_invalid', 'key_unknown', 'fields.0.default', { fields: [{ name: 'x', type: 'text', default: 1 }] }],
    [422, 'request_invalid', 'type_invalid', 'fields.0.required', { fields: [{ name: 'x', type: 'text', required: 'yes' }] }],
    [422, 'request_invalid', 'type_invalid', 'fields', { fields: {} }],
    [422, 'request_invalid', 'type_invalid', 'category', { category: 'order' }],
    [422, 'request_invalid', 'value_invalid', 'name', { name: '' }],
    [422, 'request_invalid', 'value_invalid', 'description', { description: 'x'.repeat(2001) }],
    [422, 'request_invalid', 'key_unknown', 'discriminator', { discriminator: 'mine' }],
  ])('answers %i %s, %s at %s', async (status, problem, code, field, change) => {
    const { create } = await inSection()
    const answer = await create(change)
    expect([answer.status, answer.body]).toMatchObject([
      status,
      {
        code: problem,
        errors: [{ code, field, expected: expect.any(String), received: expect.any(String), message: expect.stringContaining(field) }],
      },
    ])
  })

  test('keeps names that look like SQL, markup and templates as they are', async () => {
    const { create, call, path } = await inSection()
    const names = ["'); drop table custom_events; --", '</script><!--', '`${1}`', '"\\', 'a\u2028b', '%_*?[a]']
    for (const name of names) {
      const { status, body } = await create({ name, description: name, fields: [{ name, type: 'text' }] })
      expect(status).toBe(201)
      const read = (await call<CustomEvent>('GET', `${path}/${body.discriminator}`)).body
      expect([read.name, read.description, read.versions[0]?.fields[0]?.name]).toEqual([name.trim(), name, name.trim()])
    }
  })
})

describe('changing', () => {
  test('changes settings without a new version, and only what is given', async () => {
    const { call, customEvent, path } = await ready()
    const patch = async (body: unknown) => (await call<CustomEvent>('PATCH', path, { body })).body
    expect(await patch({})).toEqual(customEvent)
    const allowedOperations = { email: [], mobile: ['read'], crmId: ['write', 'read'] }
    const changes = { name: 'Renamed', description: 'New', webTracking: false, allowedOperations, retentionYears: 3, purpose: 'marketing' }
    expect(await patch(changes)).toEqual({ ...customEvent, ...changes })
    expect(await patch({ retentionYears: null })).toEqual({ ...customEvent, ...changes, retentionYears: null })
  })

  test.each<[field: string, change: Record<string, unknown>]>([
    ['discriminator', { discriminator: 'other' }],
    ['category', { category: 'signal' }],
    ['hidden', { hidden: false }],
    ['fields', { fields: [] }],
    ['webTracking', { webTracking: 'true' }],
    ['retentionYears', { retentionYears: 0 }],
    ['retentionYears', { retentionYears: 1.5 }],
    ['retentionYears', { retentionYears: 101 }],
    ['purpose', { purpose: 'fun' }],
    ['purpose', { purpose: null }],
    ['allowedOperations.mobile', { allowedOperations: { email: [], crmId: [] } }],
    ['allowedOperations.phone', { allowedOperations: { email: [], mobile: [], crmId: [], phone: [] } }],
    ['allowedOperations.email.0', { allowedOperations: { email: ['delete'], mobile: [], crmId: [] } }],
    ['allowedOperations.email', { allowedOperations: { email: ['read', 'read'], mobile: [], crmId: [] } }],
  ])('refuses %s: %j', async (field, change) => {
    const { call, path, customEvent } = await ready()
    const { status, body } = await call('PATCH', path, { body: change })
    expect([status, body.code, body.errors?.[0]?.field]).toEqual([422, 'request_invalid', field])
    expect((await call<CustomEvent>('GET', path)).body).toEqual(customEvent)
  })
})

describe('hiding', () => {
  test('needs the discriminator as confirmation', async () => {
    const { call, path } = await ready()
    for (const confirm of ['', 'Order created', 'order-created ', 'ORDER-CREATED']) {
      const { status, body } = await call('POST', `${path}/hide`, { body: { confirm } })
      expect([status, body.code, body.errors?.[0]?.expected]).toEqual([409, 'confirm_mismatch', 'order-created'])
    }
    expect((await call<CustomEvent>('GET', path)).body.hidden).toBe(false)
  })

  test('is for ever: out of the lists, neither edited nor changed nor installed again, and still readable', async () => {
    const { call, path, section, time } = await ready()
    const list = async (query = '') =>
      (await call<Page<CustomEvent>>('GET', `/v1/sections/${section.id}/custom-events${query}`)).body.items.map(({ hidden }) => hidden)
    expect(await list()).toEqual([false])
    const hidden = await call<CustomEvent>('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
    expect([hidden.status, hidden.body.hidden, hidden.body.hiddenAt]).toEqual([200, true, '2026-11-23T10:00:00.000Z'])
    time.now = START + 100 * 365 * 86_400_000
    expect([await list(), await list('?hidden=true'), await list('?hidden=false')]).toEqual([[], [true], []])
    const again = await call<CustomEvent>('POST', `${path}/hide`, { body: { confirm: 'order-created' } })
    expect([again.status, again.body]).toEqual([200, hidden.body])
    const refusals = [
      await call('PATCH', path, { body: { name: 'x' } }),
      await call('PATCH', path, { body: { webTracking: true } }),
      await call('PUT', `${path}/fields`, { body: { fields: [] } }),
      await call('GET', `${path}/versions/1/snippet?target=script`),
    ]
    expect(refusals.map(({ status, body }) => [status, body.code])).toEqual(refusals.map(() => [409, 'event_hidden']))
    expect((await call<CustomEvent>('GET', path)).body).toEqual(hidden.body)
    expect((await call('GET', `${path}/versions/1/schema`)).status).toBe(200)
  })
})

describe('listing', () => {
  test('filters by category and pages, oldest first, with versions', async () => {
    const { create, list } = await inSection()
    for (const [name, category] of [
      ['A', 'signal'],
      ['B', 'conversion'],
      ['C', 'signal'],
      ['D', 'signal'],
    ])
      await create({ name, category })
    const first = await list('?category=signal&limit=2')
    expect(first.items.map(({ discriminator, versions }) => [discriminator, versions[0]?.id])).toEqual([
      ['a', 'a@1'],
      ['c', 'c@1'],
    ])
    const second = await list(`?category=signal&limit=2&cursor=${first.nextCursor}`)
    expect([second.items.map(({ name }) => name), second.nextCursor]).toEqual([['D'], null])
    expect((await list()).items.map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D'])
  })

  test('reads more custom events at once than the database takes parameters', async () => {
    const { create, list } = await inSection()
    await Promise.all(Array.from({ length: 110 }, (_, index) => create({ name: `Event ${index}` })))
    const { items, nextCursor } = await list('?limit=200')
    expect([items.length, items.every(({ versions }) => versions.length === 1), nextCursor]).toEqual([110, true, null])
  })

  test.each(['category=order', 'hidden=yes', 'limit=0'])('refuses %s', async (query) => {
    const { call, path } = await inSection()
    const { status, body } = await call('GET', `${path}?${query}`)
    expect([status, body.code]).toEqual([400, 'query_invalid'])
  })

  test('searches names and discriminators as they are, in capitals or not, in any script', async () => {
    const { create, list } = await inSection()
    const names = [
      'Order created',
      '100 % off',
      'a_b',
      "O'Reilly",
      'Größe geändert',
      'طلب جديد',
      '😀 smile',
      'ΟΔΌΣ',
      'Ｆｕｌｌ width',
      'back\\slash',
    ]
    for (const name of names) await create({ name, category: 'signal' })
    const search = async (text: string) => (await list(`?search=${encodeURIComponent(text)}`)).items.map(({ name }) => name)
    for (const [text, found] of [
      ['order', ['Order created']],
      ['ORDER-CREATED', ['Order created']],
      ['R', ['Order created', "O'Reilly", 'Größe geändert']],
      ['%', ['100 % off']],
      ['_', ['a_b']],
      ["'", ["O'Reilly"]],
      ["' or 1=1 --", []],
      ['GRÖSSE', ['Größe geändert']],
      ['GEÄNDERT', ['Größe geändert']],
      ['جديد', ['طلب جديد']],
      ['😀', ['😀 smile']],
      ['οδός', ['ΟΔΌΣ']],
      ['full', ['Ｆｕｌｌ width']],
      ['\\', ['back\\slash']],
      ['nothing', []],
      ['', names],
    ] as const)
      expect([text, await search(text)]).toEqual([text, found])
  })

  test('searches page by page, together with the other filters', async () => {
    const { create, list, call, path } = await inSection()
    for (const name of ['Item 1', 'Other', 'Item 2', 'Item 3', 'Item 4'])
      await create({ name, category: name === 'Item 3' ? 'signal' : 'conversion' })
    await call('POST', `${path}/item-2/hide`, { body: { confirm: 'item-2' } })
    const first = await list('?search=item&limit=2')
    const second = await list(`?search=item&limit=2&cursor=${first.nextCursor}`)
    expect([first, second].map(({ items }) => items.map(({ name }) => name))).toEqual([['Item 1', 'Item 3'], ['Item 4']])
    expect(second.nextCursor).toBeNull()
    expect((await list('?search=item&category=conversion&hidden=true')).items.map(({ name }) => name)).toEqual([
      'Item 1',
      'Item 2',
      'Item 4',
    ])
  })

  test('tells what has arrived in the last 24 hours, hour by hour, and when, if asked', async () => {
    const mine = await ready()
    const { section, time, call, path } = mine
    await call('POST', `/v1/sections/${section.id}/custom-events`, { body: { name: 'Silent', category: 'signal', fields: [] } })
    const send = (...events: unknown[]) => post(mine, { writeKey: section.writeKey, events })
    const list = async (query: string) =>
      (await call<Page<CustomEvent>>('GET', `/v1/sections/${section.id}/custom-events${query}`)).body.items
    const late = START + 25 * 3_600_000
    await send(orderCreated())
    time.now = START + 3_600_000
    await send(orderCreated(), orderCreated(), orderCreated({ fields: {} }))
    time.now = late - 1
    const [order, silent] = await list('?stats=true')
    expect([order?.stats?.fields, order?.stats?.lastSeenAt]).toEqual([6, '2026-11-23T11:00:00.000Z'])
    expect(silent?.stats).toEqual({
      fields: 0,
      lastSeenAt: null,
      hours: order?.stats?.hours.map(({ at }) => ({ at, accepted: 0, rejected: 0 })),
    })
    expect(order?.stats?.hours).toHaveLength(24)
    expect(order?.stats?.hours[0]).toEqual({ at: '2026-11-23T11:00:00.000Z', accepted: 2, rejected: 1 })
    expect(order?.stats?.hours.at(-1)).toEqual({ at: '2026-11-24T10:00:00.000Z', accepted: 0, rejected: 0 })
    time.now = late + 3_600_000
    expect((await list('?stats=true'))[0]?.stats?.hours.every(({ accepted }) => !accepted)).toBe(true)
    expect((await list(''))[0]).not.toHaveProperty('stats')
    const { versions } = (await call<CustomEvent>('GET', `${path}?stats=true`)).body
    expect(versions.map(({ received, lastSeenAt }) => [received, lastSeenAt])).toEqual([[3, '2026-11-23T11:00:00.000Z']])
    expect((await call<CustomEvent>('GET', path)).body.versions[0]).not.toHaveProperty('received')
  })

  test('shows nothing of another section', async () => {
    const mine = await inSection()
    const other = await newSection(mine)
    await newOrderEvent(mine, other)
    expect((await mine.list('?hidden=true')).items).toEqual([])
    for (const [method, suffix, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'x' }],
      ['PUT', '/fields', { fields: [] }],
      ['POST', '/hide', { confirm: 'order-created' }],
      ['GET', '/versions/1/schema', undefined],
      ['GET', '/versions/1/snippet?target=script', undefined],
      ['POST', '/versions/1/test', { fields: {} }],
      ['POST', '/fields/preview', { fields: [] }],
      ['GET', '/installations', undefined],
    ] as const) {
      const answer = await mine.call(method, `${mine.path}/order-created${suffix}`, body ? { body } : {})
      expect([answer.status, answer.body.code]).toEqual([404, 'custom_event_unknown'])
    }
  })
})
