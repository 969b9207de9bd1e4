import { createContext, Script } from 'node:vm'
import { pageScript } from '@milepost/sdk/script'
import { describe, expect, test } from 'vitest'

const fields = [
  { key: 'orderId', name: 'Order ID', type: 'text' as const, required: true },
  { key: 'total', name: 'Total', type: 'decimal' as const, required: false },
]
const options = { endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_1', version: { id: 'order-created@3', fields } }

/** A page without network: what is queued can be read from its storage. */
function page(navigator: object = {}) {
  const localStorage: Record<string, string> = {}
  const events = new EventTarget()
  const window: Record<string, unknown> = {
    ...{
      localStorage,
      crypto,
      Blob,
      URL,
      CustomEvent,
      Event,
      performance,
      console,
      Request,
      setTimeout: () => 1,
      clearTimeout() {},
    },
    ...{
      location: { origin: 'https://shop.example', pathname: '/', port: '' },
      document: { hidden: false },
      navigator,
      fetch: () => new Promise(() => {}),
    },
    addEventListener: events.addEventListener.bind(events),
    dispatchEvent: events.dispatchEvent.bind(events),
  }
  window.window = window
  const context = createContext(window)
  const before = Object.getOwnPropertyNames(window)
  const run = (code: string) => new Script(code).runInContext(context)
  const queued = () =>
    Object.entries(localStorage)
      .filter(([key]) => !key.startsWith('milepost:visitor:'))
      .map(([, json]) => JSON.parse(json))
  const reports: { id: string; status: string }[] = []
  events.addEventListener('milepost', (event) => reports.push((event as CustomEvent).detail))
  const added = () => Object.getOwnPropertyNames(window).filter((name) => !before.includes(name))
  return {
    run,
    queued,
    added,
    reports,
    localStorage,
    call: (...args: unknown[]) => (window.milepost as (...args: unknown[]) => unknown)(...args),
  }
}

const STUB = 'window.milepost=window.milepost||function(){(milepost.q=milepost.q||[]).push(arguments)}'

test('the same options give the same bytes', () => {
  expect(pageScript(options)).toBe(pageScript(structuredClone(options)))
})

test('a loaded script checks and queues its event, and adds no global but milepost', () => {
  const { run, call, queued, added } = page()
  run(pageScript(options))
  expect(call('order-created', { source: 'Checkout', orderId: 'A-1', total: 129.5 })).toEqual({ ok: true, id: expect.any(String) })
  expect(call('order-created', { source: 'Checkout', total: '129.5' })).toMatchObject({
    ok: false,
    issues: [
      { code: 'field_required', field: 'orderId' },
      { code: 'field_type', field: 'total' },
    ],
  })
  expect(queued()).toMatchObject([{ version: 'order-created@3', fields: { source: 'Checkout', orderId: 'A-1', total: 129.5 } }])
  expect(added()).toEqual(['milepost'])
})

test('calls made before the script has loaded are kept, each for its own script', () => {
  const { run, call, queued } = page()
  run(STUB)
  call('order-created', { source: 'Checkout', orderId: 'A-1' })
  call('poll-answered', { source: 'Website' })
  expect(queued()).toEqual([])
  run(pageScript(options))
  expect(queued().map(({ version }) => version)).toEqual(['order-created@3'])
  call('poll-answered', { source: 'Website' })
  run(STUB)
  run(pageScript({ ...options, version: { id: 'poll-answered@1', fields: [] } }))
  expect(
    queued()
      .map(({ version }) => version)
      .sort(),
  ).toEqual(['order-created@3', 'poll-answered@1', 'poll-answered@1'])
  expect(call('order-created', { source: 'Checkout', orderId: 'A-2' })).toMatchObject({ ok: true })
})

test('a call for an event without script answers nothing and breaks nothing', () => {
  const { run, call } = page()
  run(pageScript(options))
  expect(call('poll-answered', {})).toBeUndefined()
  expect(call('toString', {})).toBeUndefined()
})

test('a text-only script holds no other check, a script of every type holds them all', () => {
  const marks = ['boolean', 'isSafeInteger', 'isFinite', 'slice(0,-14)', '23:59:59']
  const textOnly = pageScript({ ...options, version: { id: 'a@1', fields: fields.slice(0, 1) } })
  expect(marks.filter((mark) => textOnly.includes(mark))).toEqual([])
  const types = ['text', 'boolean', 'number', 'decimal', 'date', 'timestamp'] as const
  const all = pageScript({
    ...options,
    version: { id: 'a@1', fields: types.map((type) => ({ key: type, name: type, type, required: false })) },
  })
  expect(marks.filter((mark) => all.includes(mark))).toEqual(marks)
})

describe('texts that would break a script or its tag', () => {
  test.each(['</script><script>alert(1)</script>', '<!--', '\u2028\u2029', '"\'`${1}\\', '\n\r\0', "'+alert(1)+'"])(
    '%j in the write key and the endpoint',
    (text) => {
      const code = pageScript({ ...options, writeKey: text, endpoint: `https://c.shop.example/${text}` })
      expect(code).not.toMatch(/<\/script|<!--|[\u2028\u2029\n]/i)
      const { run, call, queued } = page()
      run(code)
      expect(call('order-created', { source: text, orderId: text })).toEqual(
        text === '' ? expect.anything() : { ok: true, id: expect.any(String) },
      )
      expect(queued()).toMatchObject([{ fields: { source: text, orderId: text } }])
    },
  )

  test('a field key that is no identifier stays a property name', () => {
    const key = '"]:alert(1)}//'
    const { run, call, queued } = page()
    run(pageScript({ ...options, version: { id: 'a@1', fields: [{ key, name: 'Hostile', type: 'text', required: false }] } }))
    call('a', { source: 'W', [key]: 'x' })
    expect(queued()).toMatchObject([{ fields: { [key]: 'x' } }])
  })

  test('a version ID that is none is refused', () => {
    for (const id of ['', 'a', 'a@0', 'a@1);alert(1)//'])
      expect(() => pageScript({ ...options, version: { id, fields } })).toThrow(RangeError)
  })
})

describe('in a section with visitors', () => {
  const visitors = { consentStart: 'pending', honourGpc: true } as const
  const script = pageScript({ ...options, visitors })
  const polls = { id: 'poll-answered@1', fields: [] }
  const order = { source: 'Checkout', orderId: 'A-1' }
  const visitorsOf = (entries: { visitorId?: string }[]) => new Set(entries.map(({ visitorId }) => visitorId))

  test('an event waits for consent, and has a visitor then', () => {
    const { run, call, queued, localStorage } = page()
    run(script)
    const { id } = call('order-created', order) as { id: string }
    expect(localStorage).toEqual({})
    call('@consent', 'granted', ['analytics'])
    expect(queued()).toMatchObject([
      { id, version: 'order-created@3', visitorId: expect.any(String), consent: { purposes: ['analytics'], at: expect.any(String) } },
    ])
    expect(queued()[0]).not.toHaveProperty('purpose')
  })

  test.each(['granted', 'pending', 'denied'] as const)('a page starts %s where the section says so', (consentStart) => {
    const { run, call, queued, reports } = page()
    run(pageScript({ ...options, visitors: { ...visitors, consentStart } }))
    call('order-created', order)
    expect([queued().length, reports.map(({ status }) => status)]).toEqual([
      consentStart === 'granted' ? 1 : 0,
      consentStart === 'denied' ? ['denied'] : [],
    ])
  })

  test('an event of a purpose that is not granted is told and gone', () => {
    const { run, call, queued, reports } = page()
    run(pageScript({ ...options, version: { ...options.version, purpose: 'marketing' }, visitors }))
    call('@consent', 'granted', ['analytics'])
    const { id } = call('order-created', order) as { id: string }
    expect(queued()).toEqual([])
    expect(reports).toMatchObject([{ id, status: 'denied' }])
  })

  test.each([true, false])('Global Privacy Control is honoured: %s', (honourGpc) => {
    const { run, call, queued } = page({ globalPrivacyControl: true })
    run(pageScript({ ...options, visitors: { consentStart: 'granted', honourGpc } }))
    call('@identify', { crmId: '7' })
    call('order-created', order)
    expect(queued().map((entry) => ['identify' in entry, 'visitorId' in entry])).toEqual(
      honourGpc ? [[false, false]] : [[true, true], [false, true]], // biome-ignore format: they are pairs
    )
  })

  test('whoever identifies is told from another, and reset makes somebody new', () => {
    const { run, call, queued } = page()
    run(pageScript({ ...options, visitors: { ...visitors, consentStart: 'granted' } }))
    call('order-created', order)
    call('@identify', { email: 'ada@shop.example' }, 'v1.1.n.a')
    expect(queued()[1]).toMatchObject({ identify: { email: 'ada@shop.example' }, proof: 'v1.1.n.a', consent: {} })
    expect(queued()[1]).not.toHaveProperty('fields')
    expect(visitorsOf(queued()).size).toBe(1)
    call('@identify', { email: 'bob@shop.example' })
    expect(visitorsOf(queued()).size).toBe(2)
    call('@reset')
    call('order-created', order)
    expect(visitorsOf(queued()).size).toBe(3)
  })

  const thrower = Object.defineProperty({}, 'email', {
    enumerable: true,
    get() {
      throw new Error('boom')
    },
  })
  test.each([
    ['null', null],
    ['nothing', undefined],
    ['a text', 'ada'],
    ['a number', 7],
    ['an empty object', {}],
    ['an email that is null', { email: null }],
    ['a CRM ID that is a number', { crmId: 7 }],
    ['what throws when it is read', () => thrower],
  ])('a page that identifies by %s does not break', (_, identifier) => {
    const { run, call, queued } = page()
    run(script)
    call('@identify', typeof identifier === 'function' ? identifier() : identifier)
    call('order-created', order)
    call('@consent', 'granted')
    expect(queued().at(-1)).toMatchObject({ fields: { orderId: 'A-1' } })
  })

  test('calls made before the script has loaded are kept, in their order', () => {
    const { run, call, queued, localStorage } = page()
    run(STUB)
    call('@consent', 'denied')
    call('order-created', order)
    call('@consent', 'granted')
    call('order-created', { ...order, orderId: 'A-2' })
    call('@identify', { crmId: '7' })
    run(script)
    expect(queued().map(({ fields, identify }) => fields?.orderId ?? identify)).toEqual(['A-2', { crmId: '7' }])
    expect(Object.keys(localStorage)).toHaveLength(3)
  })

  test('two scripts of one section share consent and visitor, and identify once', () => {
    const { run, call, queued } = page()
    run(STUB)
    call('@identify', { crmId: '7' })
    run(script)
    run(pageScript({ ...options, version: polls, visitors }))
    call('order-created', order)
    call('poll-answered', { source: 'Website' })
    expect(queued()).toEqual([])
    call('@consent', 'granted')
    expect(queued().map(({ version }) => version)).toEqual([undefined, 'order-created@3', 'poll-answered@1'])
    expect(visitorsOf(queued()).size).toBe(1)
  })

  test('what a script from before the section had visitors does is not taken over', () => {
    const { run, call, queued } = page()
    run(pageScript({ ...options, version: polls }))
    run(script)
    call('order-created', order)
    expect(queued()).toEqual([])
    call('@consent', 'granted')
    expect(queued()).toMatchObject([{ visitorId: expect.any(String) }])
  })

  test('one that loads later asks for consent as well', () => {
    const { run, call, queued } = page()
    run(script)
    run(pageScript({ ...options, version: polls }))
    call('poll-answered', { source: 'Website' })
    expect(queued()).toEqual([])
    call('@consent', 'granted')
    expect(queued()).toMatchObject([{ version: 'poll-answered@1', consent: {} }])
  })

  test('the same script holds nothing of visitors where a section has none', () => {
    const { run, call, queued, localStorage } = page()
    const plain = pageScript({ ...options, version: { ...options.version, purpose: 'marketing' } })
    expect(plain).toBe(pageScript(options))
    run(plain)
    call('@consent', 'denied')
    call('order-created', order)
    expect(queued()).toHaveLength(1)
    expect(Object.keys(localStorage)).toHaveLength(1)
  })
})
