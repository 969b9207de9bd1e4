import { expect } from 'vitest'
import { loaded } from '../support/in-page.ts'
import { builds, outcomesIn, test } from '../support/shop-test.ts'

/** What browsers let all requests have that outlive their page. */
const QUOTA_BYTES = 65_536

const cases = builds.flatMap((build) => [-1, 0, 1].map((more) => ({ build, bytes: QUOTA_BYTES + more })))

test.for(cases)(
  '$build: a batch of $bytes bytes, which only another writer can have left, blocks nothing',
  async ({ build, bytes }, { page, section, shop, proxy }) => {
    await shop.open({ build })
    await shop.order(1)
    await shop.drain()
    const { body = '' } = proxy.requests[0] ?? {}
    const around = Buffer.byteLength(body) - Buffer.byteLength(JSON.stringify(JSON.parse(body).events[0]))
    const event = {
      ...{ id: '018f0000-0000-7000-8000-00000000000a', version: 'order-created@1', occurredAt: new Date().toISOString() },
      fields: { source: 'Shop', orderId: 'B-1', filling: '' },
    }
    event.fields.filling = 'x'.repeat(bytes - around - Buffer.byteLength(JSON.stringify(event)))
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [
      `milepost:${section.writeKey}:${event.id}`,
      JSON.stringify(event),
    ] as const)
    await page.reload()
    await loaded(page)
    await shop.drain()
    expect(Math.max(...proxy.requests.map((request) => Buffer.byteLength(request.body)))).toBe(bytes)
    await shop.order(1)
    await shop.drain()
    expect(await outcomesIn(page)).toEqual({ rejected: 1, accepted: 1 })
    expect((await section.quarantine()).map(({ id }) => id)).toEqual([event.id])
    expect([await shop.queued(), (await section.rows()).length]).toEqual([[], 2])
  },
)
