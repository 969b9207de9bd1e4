import { describe, expect } from 'vitest'
import { fates, loaded, uncaughtIn } from '../support/in-page.ts'
import { builds, outcomesIn, test } from '../support/shop-test.ts'

const script = (code: string) => `<script>${code}</script>`

/** What a page may find in the place of storage. */
const storages = {
  deleted: script('delete window.localStorage'),
  undefined: script(`Object.defineProperty(window, 'localStorage', { value: undefined })`),
  null: script(`Object.defineProperty(window, 'localStorage', { value: null })`),
  'forbidden by the browser': script(
    `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError') } })`,
  ),
  'without working methods': script(
    `for (const name of ['getItem', 'setItem', 'removeItem', 'key']) Storage.prototype[name] = () => { throw new Error(name) }`,
  ),
  'that takes nothing': script(
    `Object.defineProperty(window, 'localStorage', { value: new Proxy({}, { set() { throw new DOMException('full', 'QuotaExceededError') } }) })`,
  ),
}

test.for(builds.flatMap((build) => Object.entries(storages).map(([name, before]) => ({ build, name, before }))))(
  '$build: a page with storage $name sends its events',
  async ({ build, before }, { context, page, shop }) => {
    const uncaught = uncaughtIn(page)
    await shop.open({ build, before })
    await shop.order(3)
    await context.clock.fastForward(2_001)
    expect(await fates(page, 3)).toEqual(['accepted', 'accepted', 'accepted'])
    await shop.conserved({ place: null })
    expect([shop.taken.length, uncaught]).toEqual([3, []])
  },
)

describe('corrupt entries', () => {
  const id = '018f0000-0000-7000-8000-00000000000a'
  const entries = ['', '{"id":', 'null', '5', '"x"', '[]', '{}', '{"id":"other"}', `{"id":"${id}"}`, `{"id":"${id}","fields":5}`]

  test.for(builds)('%s: are removed or rejected, and nothing of others is touched', async (build, { page, shop, section }) => {
    await shop.open({ build })
    const planted = [...entries.entries()].map(([index, text]) => [`milepost:${section.writeKey}:${text.includes(id) ? id : index}`, text])
    await page.evaluate(`for (const [key, text] of ${JSON.stringify(planted)}) localStorage[key] = text
      localStorage.cart = 'full'; localStorage['milepost:wk_other:1'] = '{"id":"1"}'`)
    await page.reload()
    await loaded(page)
    await shop.order(3)
    for (let round = 0; round < 3; round++) {
      await page.clock.fastForward(601_000)
      await shop.quiet()
    }
    const { accepted, ...others } = await outcomesIn(page)
    expect([accepted, others]).toEqual([3, { rejected: 1 }])
    const left = await page.evaluate<Record<string, string>>('({ ...localStorage })')
    expect(
      Object.keys(left)
        .filter((key) => !key.startsWith('milepost:visitor:'))
        .sort(),
    ).toEqual(['cart', 'milepost:wk_other:1'])
    expect((await section.rows()).length).toBe(3)
  })
})
