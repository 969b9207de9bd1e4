import { env } from 'cloudflare:workers'
import { createApp } from '../src/app.js'
import type { Bindings } from '../src/env.js'
import type { CustomEvent } from '../src/schema/custom-event.js'
import type { Section } from '../src/schema/section.js'

/** Where time starts in a test. */
export const START = Date.parse('2026-11-23T10:00:00.000Z')

interface CallOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer, with its JSON read. Tests look into it freely. */
export interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

/** The parts of a problem that tests look at. */
export interface ProblemBody {
  readonly code: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly editableAt?: string
  readonly errors?: { code: string; field: string; expected: string; received: string; message: string }[]
}

/** A collector as one isolate runs it, on the real D1, whose clock the test moves. */
export function collector(overrides: Partial<Bindings> = {}) {
  const time = { now: START }
  const app = createApp(() => time.now)
  const bindings: Bindings = { ...env, ...overrides }
  const unawaited: Promise<unknown>[] = []
  const context = { waitUntil: (work: Promise<unknown>) => void unawaited.push(work), passThroughOnException: () => undefined, props: {} }
  /** Resolves when all is done that requests have left to be done after their answer, with how many things that were. */
  const done = async () => {
    let count = 0
    for (; unawaited.length; count++) await unawaited.shift()
    return count
  }

  async function send<Body = ProblemBody>(path: string, init: RequestInit): Promise<Answer<Body>> {
    const response = await app.request(`https://collector.example${path}`, init, bindings, context)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: /json/.test(response.headers.get('Content-Type') ?? '') ? JSON.parse(text) : text,
    }
  }

  /** Calls the management API with the token. */
  const call = <Body = ProblemBody>(method: string, path: string, { body, headers }: CallOptions = {}): Promise<Answer<Body>> =>
    send(path, {
      method,
      headers: {
        Authorization: `Bearer ${env.ADMIN_TOKEN}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  return { app, bindings, time, send, call, done }
}

export type Collector = ReturnType<typeof collector>

/** Makes a section of its own for a test, so that tests do not meet. */
export async function newSection({ call }: Collector, allowedOrigins: string[] = []): Promise<Section> {
  const { body } = await call<Section>('POST', '/v1/sections', { body: { name: 'Test', allowedOrigins } })
  return body
}

/** Fields of the custom event that most tests use. */
export const orderFields = [
  { name: 'Order ID', type: 'text', required: true },
  { name: 'Total', type: 'decimal' },
  { name: 'Items', type: 'number' },
  { name: 'Gift', type: 'boolean' },
  { name: 'Delivery', type: 'date' },
  { name: 'Paid at', type: 'timestamp' },
]

/** Makes the custom event "Order created" with web tracking. */
export async function newOrderEvent({ call }: Collector, section: Section, name = 'Order created'): Promise<CustomEvent> {
  const path = `/v1/sections/${section.id}/custom-events`
  const { body } = await call<CustomEvent>('POST', path, { body: { name, category: 'transaction', fields: orderFields } })
  const changed = await call<CustomEvent>('PATCH', `${path}/${body.discriminator}`, { body: { webTracking: true } })
  return changed.body
}

/** Makes a collector with a section and the custom event. */
export async function ready(overrides: Partial<Bindings> = {}) {
  const made = collector(overrides)
  const section = await newSection(made)
  const customEvent = await newOrderEvent(made, section)
  return { ...made, section, customEvent, path: `/v1/sections/${section.id}/custom-events/${customEvent.discriminator}` }
}

/** A valid event of "Order created". */
export const orderCreated = (changes: Readonly<Record<string, unknown>> = {}) => ({
  id: crypto.randomUUID() as string,
  version: 'order-created@1',
  occurredAt: '2026-11-23T09:59:59.000Z',
  fields: { source: 'Checkout', orderId: 'A-1', total: 129.5 } as Record<string, unknown>,
  ...changes,
})

/** The answer of the public endpoint. */
export interface Verdicts {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  readonly verdicts: {
    id: string | null
    status: string
    issues?: { code: string; field?: string; expected?: string; received?: string; message: string }[]
  }[]
}

/** Sends events as a page does. */
export const post = <Body = Verdicts>(
  { send }: Pick<Collector, 'send'>,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<Body>> =>
  send('/v1/events', {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain;charset=UTF-8', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  })
