import { createContext, Script } from 'node:vm'
import { pageScript } from '@milepost/sdk/script'
import { describe, expect, test } from 'vitest'

const fields = [
  { key: 'orderId', name: 'Order ID', type: 'text' as const, required: true },
  { key: 'total', name: 'Total', type: 'decimal' as const, required: false },
]
const options = { endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_1', version: { id: 'order-created@3', fields } }

/** A page without network: what is queued can be read from its storage. */
function page() {
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
      navigator: {},
      fetch: () => new Promise(() => {}),
    },
    addEventListener: events.addEventListener.bind(events),
    dispatchEvent: events.dispatchEvent.bind(events),
  }
  window.window = window
  const context = createContext(window)
  const before = Object.getOwnPropertyNames(window)
  const run = (code: string) => new Script(code).runInContext(context)
  const queued = () => Object.values(localStorage).map((json) => JSON.parse(json))
  const added = () => Object.getOwnPropertyNames(window).filter((name) => !before.includes(name))
  return { run, queued, added, call: (...args: unknown[]) => (window.milepost as (...args: unknown[]) => unknown)(...args) }
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
