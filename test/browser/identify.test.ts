import { identityProof } from '@milepost/sdk/server'
import { expect } from 'vitest'
import { type Management, management } from '../../scripts/management.ts'
import { test as base } from '../support/browser-test.ts'
import { htmlWith, loaded, order, reportsIn, storedKeys, track, uncaughtIn } from '../support/in-page.ts'

type Person = { readonly email: string } | { readonly crmId: string }

/** What is read of a profile here. */
interface Profile {
  readonly id: string
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[]
  readonly visitors: readonly object[]
}

const ada: Person = { email: 'ada@shop.example' }
const bob: Person = { email: 'bob@shop.example' }

/** A test with a page of a section that knows visitors and wants proofs. */
const test = base
  .extend('api', async ({ collector, section }) => {
    const call: Management = management(collector.url, collector.token)
    const path = `/v1/sections/${section.id}`
    await call('PATCH', path, { visitors: true })
    const { secret } = await call<{ secret: string }>('POST', `${path}/identity-secrets`, {})
    const find = async (profile: object) => (await call<{ profile: Profile }>('POST', `${path}/profiles/lookup`, { profile })).profile
    return {
      find,
      proof: (person: Person) => identityProof(secret, person),
      /** Order IDs on somebody's profile. */
      async orders(person: Person) {
        const { id } = await find(person)
        const { items } = await call<{ items: { fields: { orderId: string } }[] }>('GET', `${path}/profiles/${id}/events`)
        return items.map(({ fields }) => fields.orderId).sort()
      },
    }
  })
  .extend('shop', async ({ page, section, proxy, site, api: _ }) => {
    const url = site.page('/', htmlWith(await section.tag({ via: proxy.url })))
    await page.clock.install()
    const visit = async () => {
      await page.goto(url)
      await loaded(page)
    }
    await visit()
    return {
      visit,
      tell: (...call: unknown[]) => page.evaluate(`void milepost(...${JSON.stringify(call)})`),
      /** Lets everything arrive that is on its way, and tells what became of what this page knows. */
      async settle(count: number) {
        await page.clock.fastForward(1_500)
        await expect.poll(() => reportsIn(page), { timeout: 15_000 }).toHaveLength(count)
        return (await reportsIn(page)).map(({ status, issues }) => issues?.[0]?.code ?? status)
      },
    }
  })

const visitorsIn = (requests: readonly { readonly body: string }[]) => [
  ...new Set(requests.flatMap(({ body }) => (JSON.parse(body).events as { visitorId?: string }[]).map(({ visitorId }) => visitorId))),
]

test('what somebody did before and after is on the profile of who it turns out to be', async ({ page, shop, api }) => {
  const uncaught = uncaughtIn(page)
  await track(page, order('A-1'))
  expect(await shop.settle(1)).toEqual(['accepted'])
  await expect(api.find(ada)).rejects.toThrow('profile_unknown')
  await shop.visit()
  await shop.tell('@identify', ada, await api.proof(ada))
  await track(page, order('A-2'))
  expect(await shop.settle(2)).toEqual(['accepted', 'accepted'])
  expect(await api.find(ada)).toMatchObject({ identifiers: [{ kind: 'email', value: 'ada@shop.example' }], visitors: [{}] })
  expect(await api.orders(ada)).toEqual(['A-1', 'A-2'])
  expect((await storedKeys(page)).map((key) => key.split(':')[1])).toEqual(['visitor'])
  expect(uncaught).toEqual([])
})

test('a page alone does not make anybody somebody', async ({ page, shop, api }) => {
  await track(page, order('A-1'))
  await shop.tell('@identify', ada)
  await shop.tell('@identify', ada, await api.proof(bob))
  expect((await shop.settle(3)).sort()).toEqual(['accepted', 'proof_invalid', 'proof_missing'])
  await expect(api.find(ada)).rejects.toThrow('profile_unknown')
})

test('another person on the same browser is another visitor, from the first event on', async ({ page, shop, api, proxy }) => {
  await shop.tell('@identify', ada, await api.proof(ada))
  await track(page, order('A-1'))
  expect(await shop.settle(2)).toEqual(['accepted', 'accepted'])
  // Nobody has signed out.
  await shop.visit()
  await shop.tell('@identify', bob, await api.proof(bob))
  await track(page, order('B-1'))
  expect(await shop.settle(2)).toEqual(['accepted', 'accepted'])
  expect(await api.orders(ada)).toEqual(['A-1'])
  expect(await api.orders(bob)).toEqual(['B-1'])
  expect(visitorsIn(proxy.requests)).toHaveLength(2)
})

test('whoever turns out to be somebody else to the collector is another visitor from then on', async ({ page, shop, api, proxy }) => {
  const person: Person = { crmId: '7' }
  await shop.tell('@identify', person, await api.proof(person))
  await track(page, order('C-1'))
  await shop.settle(2)
  await shop.tell('@reset')
  await shop.tell('@identify', ada, await api.proof(ada))
  await track(page, order('A-1'))
  await shop.settle(4)
  // Of another kind, so that only the collector knows that it is not Ada.
  await shop.tell('@identify', person, await api.proof(person))
  expect((await shop.settle(5)).at(-1)).toBe('identity_conflict')
  expect(await storedKeys(page)).toEqual([])
  await shop.visit()
  await shop.tell('@identify', person, await api.proof(person))
  await track(page, order('C-2'))
  expect(await shop.settle(2)).toEqual(['accepted', 'accepted'])
  expect(await api.orders(ada)).toEqual(['A-1'])
  expect(await api.orders(person)).toEqual(['C-1', 'C-2'])
  expect(visitorsIn(proxy.requests)).toHaveLength(3)
})

test('what follows a reset is nobody’s', async ({ page, shop, api, proxy }) => {
  await shop.tell('@identify', ada, await api.proof(ada))
  await track(page, order('A-1'))
  await shop.tell('@reset')
  await track(page, order('X-1'))
  expect(await shop.settle(3)).toEqual(['accepted', 'accepted', 'accepted'])
  expect(await api.orders(ada)).toEqual(['A-1'])
  expect(visitorsIn(proxy.requests)).toHaveLength(2)
})

test('two scripts of one section share consent and visitor, and identify once', async ({ page, section, proxy, site, api, shop }) => {
  await section.add({ name: 'Order cancelled', fields: [{ name: 'Order ID', type: 'text' }] })
  const tags = await Promise.all(['order-created', 'order-cancelled'].map((event) => section.tag({ via: proxy.url, event })))
  const calls = [
    ['@consent', 'pending'],
    ['@identify', ada, await api.proof(ada)],
    ['order-created', order('A-1')],
    ['order-cancelled', order('A-1')],
  ]
  const body = `<script>${calls.map((call) => `milepost(...${JSON.stringify(call)})`).join(';')}</script>`
  await page.goto(site.page('/two', htmlWith(tags.join('\n'), { body })))
  await page.waitForLoadState('load')
  await page.clock.fastForward(60_000)
  expect([await storedKeys(page), proxy.requests]).toEqual([[], []])
  await shop.tell('@consent', 'granted')
  expect(await shop.settle(3)).toEqual(['accepted', 'accepted', 'accepted'])
  expect(visitorsIn(proxy.requests)).toHaveLength(1)
  expect(await api.orders(ada)).toEqual(['A-1', 'A-1'])
})
