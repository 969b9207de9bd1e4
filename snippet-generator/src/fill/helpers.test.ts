import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { Page } from '../../test/page.js'
import { declareHelpers, helperNames } from './helpers.js'

/** Calls a helper in a page. */
const call = (expression: string, state: ConstructorParameters<typeof Page>[0] = {}): unknown =>
  new Page(state).run(`{\n${declareHelpers(helperNames)}${expression}\n}`)

/** What `gtag` pushes: its own arguments, which are no list. */
const gtag = (...args: unknown[]) => ({ ...args, length: args.length })

const read: [name: string, dataLayer: unknown, path: string, value: unknown][] = [
  ['a value', [{ total: 1 }], 'total', 1],
  ['the newest value', [{ total: 1 }, { total: 2 }], 'total', 2],
  ['the newest entry that has the path', [{ total: 1 }, { event: 'seen' }, { other: { total: 3 } }], 'total', 1],
  ['a nested value', [{ a: { b: [{ c: 'x' }] } }], 'a.b.0.c', 'x'],
  ['a list’s length', [{ items: [1, 2, 3] }], 'items.length', 3],
  ['values that are false in a condition', [{ total: 1 }, { total: 0 }], 'total', 0],
  ['an empty text', [{ coupon: 'A' }, { coupon: '' }], 'coupon', ''],
  ['nothing, where the newest says that it was cleared', [{ ecommerce: { value: 5 } }, { ecommerce: null }], 'ecommerce.value', undefined],
  ['nothing, where the value itself is null', [{ total: 1 }, { total: null }], 'total', undefined],
  ['parameters of gtag', [gtag('event', 'purchase', { value: 7 })], 'value', 7],
  ['parameters of gtag by Tag Manager’s path', [gtag('event', 'purchase', { value: 7 })], 'ecommerce.value', 7],
  ['items of gtag', [gtag('event', 'purchase', { items: [{ item_id: 'A' }] })], 'items.0.item_id', 'A'],
  ['what gtag sets', [gtag('set', { currency: 'EUR' })], 'currency', 'EUR'],
  ['what came before a call of gtag without it', [{ value: 1 }, gtag('js', new Date()), gtag('event', 'seen')], 'value', 1],
  ['nothing without the path', [{ a: 1 }, 'text', 5, null, undefined, [], () => 1], 'total.value', undefined],
  ['nothing below a value', [{ total: 5 }], 'total.value.more', undefined],
  ['nothing in an empty data layer', [], 'total', undefined],
  ['nothing without a data layer', undefined, 'total', undefined],
  ...[null, 5, 'text', {}, true].map((odd): (typeof read)[number] => ['nothing in what is no data layer', odd, 'total', undefined]),
]
test.each(read)('reads %s from %j at %s', (_, dataLayer, path, value) => {
  expect(call(`readDataLayer(${JSON.stringify(path)})`, { dataLayer })).toEqual(value)
})

test('reads calls that the real gtag made', () => {
  const page = new Page()
  page.run('window.dataLayer = []; function gtag() { dataLayer.push(arguments) }; gtag("event", "purchase", { value: 12.5 })')
  expect(page.run(`{${declareHelpers(['readDataLayer'])}readDataLayer('ecommerce.value')}`)).toBe(12.5)
})

describe('an element', () => {
  const html = '<p id="a" data-x="1" data-empty="">\n  A <b>1</b>\n</p><p>second</p>'
  test.each([
    [`readElement('#a')`, 'A 1'],
    [`readElement('p')`, 'A 1'],
    [`readElement('#a', 'data-x')`, '1'],
    [`readElement('#a', 'data-empty')`, ''],
    [`readElement('#a', 'data-y')`, undefined],
    [`readElement('#b')`, undefined],
    [`readElement('#b', 'data-x')`, undefined],
    [`readElement('>>')`, undefined],
  ])('%s', (expression, value) => {
    expect(call(expression, { html })).toBe(value)
  })
})

test.each([
  ['a=1&a=2', '1'],
  ['a=%20x%2B+y', ' x+ y'],
  ['a', ''],
  ['b=1', undefined],
  ['', undefined],
])('reads the parameter a of ?%s', (query, value) => {
  expect(call(`readUrlParameter('a')`, { url: `https://shop.example/?${query}` })).toBe(value)
})

test.each([
  ['textToNumber', ' 129.50\n', 129.5],
  ['textToNumber', '-3', -3],
  ['textToNumber', '1e3', 1000],
  ['textToNumber', '0', 0],
  ['textToNumber', '', undefined],
  ['textToNumber', ' \n', undefined],
  ['textToNumber', undefined, undefined],
  ['textToNumber', '129,50', '129,50'],
  ['textToNumber', '12 pieces', '12 pieces'],
  ['textToBoolean', ' true ', true],
  ['textToBoolean', 'false', false],
  ['textToBoolean', '', false],
  ['textToBoolean', undefined, undefined],
])('%s turns %j into %j', (name, text, value) => {
  expect(runInNewContext(`${declareHelpers(helperNames)}${name}(${JSON.stringify(text)})`)).toBe(value)
})

test('only what is used is declared, in one order', () => {
  expect(declareHelpers([])).toBe('')
  expect(declareHelpers(['textToBoolean', 'readUrlParameter', 'textToBoolean'])).toBe(declareHelpers(['readUrlParameter', 'textToBoolean']))
  expect(declareHelpers(['textToBoolean']).match(/^const \w+/gm)).toEqual(['const textToBoolean'])
})
