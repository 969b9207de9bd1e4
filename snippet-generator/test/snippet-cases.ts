import { exampleFields, type Field, type FieldTypeName, fieldTypes } from '@milepost/sdk/contract'
import type { Fill, SnippetSource, TargetName } from '../src/index.js'
import type { PageState } from './page.js'

const field = (key: string, name: string, type: Field['type'], required = false): Field => ({ key, name, type, required })

/** Everything that ends, opens or reorders something in one of the languages a snippet is written in. */
export const hostile = [
  '</script><script>throw 1</script>',
  '<!-- <script>',
  '-->',
  '*/ throw 2 /*',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the very text that must not become a template
  '`${(() => { throw 3 })()}`',
  '$(exit 4)',
  "' ; exit 5 ; '",
  '"\\',
  '\u2028throw 6\u2029throw 7',
  '\n___INFO___\n```\nthrow 8\r\n',
  '{{ 9 }}',
  '\u202eesrever\u2066',
  '&quot; &amp; 😀',
].join(' ')

/** What every target is tried with. */
export const snippetCases: Readonly<Record<string, SnippetSource>> = {
  'an order': {
    name: 'Order created',
    version: {
      id: 'order-created@3',
      fields: [field('orderId', 'Order ID', 'text', true), field('total', 'Total', 'decimal'), field('items', 'Items', 'number')],
    },
    origin: 'https://c.shop.example',
    writeKey: 'wk_demo',
    nonce: '{{ nonce }}',
  },
  'every field type': {
    name: 'Every type',
    version: {
      id: 'every-type@1',
      fields: fieldTypes.flatMap(({ type, name }) => [field(type, name, type, true), field(`${type}Too`, `${name}, optional`, type)]),
    },
    origin: 'http://127.0.0.1:8787',
    writeKey: 'wk_demo',
  },
  'no fields besides the source': {
    name: 'Seen',
    version: { id: 'seen@1', fields: [] },
    origin: 'https://c.shop.example',
    writeKey: 'wk_demo',
  },
  'names that are words of the language': {
    name: 'default',
    version: {
      id: 'default@1',
      fields: ['class', 'constructorName', 'default', 'text', 'data', 'gtmOnSuccess', 'id'].map((key) => field(key, key, 'text')),
    },
    origin: 'https://c.shop.example',
    writeKey: 'wk_demo',
  },
  'a discriminator that begins with a digit': {
    name: '2nd order',
    version: { id: '2nd-order@12', fields: [field('at', 'At', 'timestamp')] },
    origin: 'https://c.shop.example',
    writeKey: 'wk_demo',
  },
  'a section with visitors': {
    name: 'Page viewed',
    version: { id: 'page-viewed@2', fields: [field('path', 'Path', 'text', true)] },
    purpose: 'analytics',
    visitors: { consentStart: 'granted', honourGpc: false },
    origin: 'https://c.shop.example',
    writeKey: 'wk_demo',
    nonce: '{{ nonce }}',
  },
  'hostile texts everywhere': {
    name: hostile,
    version: { id: 'hostile@1', fields: [field('orderId', hostile, 'text', true), field('gift', hostile, 'boolean')] },
    origin: `https://o'"&lt;$(exit).___example`,
    writeKey: hostile,
    nonce: hostile.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu, ''),
  },
}

/** A snippet that is filled, the page it runs in, and what it sends from there. */
export interface FilledCase {
  readonly source: SnippetSource
  readonly page: PageState
  readonly fields: Readonly<Record<string, unknown>>
  /** Targets that refuse it. */
  readonly refusedBy: readonly TargetName[]
}

const order = (version: string, fill: Record<string, Fill>): SnippetSource => ({
  name: 'Order created',
  version: {
    id: version,
    fields: [
      field('orderId', 'Order ID', 'text', true),
      field('total', 'Total', 'decimal'),
      field('items', 'Items', 'number'),
      field('gift', 'Gift', 'boolean'),
    ],
  },
  origin: 'https://c.shop.example',
  writeKey: 'wk_demo',
  nonce: '{{ nonce }}',
  fill,
})

/** One field per type, each filled in the same way. */
function everyType(name: string, page: PageState, fillOf: (type: FieldTypeName, example: unknown) => Fill): FilledCase {
  const fields = fieldTypes.map((type) => field(type.type, type.name, type.type))
  const version = { id: `filled-${name}@1`, fields }
  const fill = Object.fromEntries(fieldTypes.map(({ type, example }) => [type, fillOf(type, example)]))
  return {
    source: { name, version, origin: 'https://c.shop.example', writeKey: 'wk_demo', fill },
    page,
    fields: exampleFields(version),
    refusedBy: [],
  }
}

const elements = (write: (type: string, text: string) => string): string =>
  fieldTypes.map(({ type, example }) => write(type, `${example}`)).join('')

/** Every source with every field type, and both ways of filling an order of which the snapshots are taken. */
export const filledCases: Readonly<Record<string, FilledCase>> = {
  'an order, by what every target can': {
    source: order('order-created@5', {
      source: { from: 'constant', value: 'Checkout' },
      orderId: { from: 'dataLayer', path: 'ecommerce.transaction_id' },
      items: { from: 'urlParameter', name: 'items' },
      gift: { from: 'constant', value: false },
    }),
    page: { url: 'https://shop.example/thanks?items=%202', dataLayer: [{ ecommerce: { transaction_id: 'B-7' } }] },
    fields: { source: 'Checkout', orderId: 'B-7', total: 129.5, items: 2, gift: false },
    refusedBy: [],
  },
  'an order, by what only a page can': {
    source: order('order-created@4', {
      source: { from: 'expression', code: 'document.title || "Shop"' },
      orderId: { from: 'selector', selector: '.order > b' },
      total: { from: 'dataLayer', path: 'ecommerce.items.0.price' },
      items: { from: 'selector', selector: '[data-items]', attribute: 'data-items' },
      gift: { from: 'urlParameter', name: 'gift' },
    }),
    page: {
      url: 'https://shop.example/thanks?gift=true',
      html: '<p class="order" data-items=" 2 ">Order <b>\n  B-7\n</b></p>',
      dataLayer: [{ ecommerce: { items: [{ price: 64.75 }] } }, { event: 'purchase' }],
    },
    fields: { source: 'Shop', orderId: 'B-7', total: 64.75, items: 2, gift: true },
    refusedBy: ['gtm'],
  },
  constant: everyType('constant', {}, (_, example) => ({ from: 'constant', value: example as string })),
  dataLayer: everyType(
    'data-layer',
    { dataLayer: [{ values: Object.fromEntries(fieldTypes.map(({ type, example }) => [type, example])) }] },
    (type) => ({ from: 'dataLayer', path: `values.${type}` }),
  ),
  'text of an element': {
    ...everyType('text', { html: elements((type, text) => `<b id="${type}">\n ${text} </b>`) }, (type) => ({
      from: 'selector',
      selector: `#${type}`,
    })),
    refusedBy: ['gtm'],
  },
  'attribute of an element': {
    ...everyType('attribute', { html: elements((type, text) => `<b id="${type}" data-value="${text}"></b>`) }, (type) => ({
      from: 'selector',
      selector: `#${type}`,
      attribute: 'data-value',
    })),
    refusedBy: ['gtm'],
  },
  urlParameter: everyType(
    'url-parameter',
    { url: `https://shop.example/?${new URLSearchParams(fieldTypes.map(({ type, example }) => [type, `${example}`]))}` },
    (type) => ({ from: 'urlParameter', name: type }),
  ),
  expression: {
    ...everyType('expression', {}, (_, example) => ({ from: 'expression', code: `JSON.parse(\n  '${JSON.stringify(example)}',\n)` })),
    refusedBy: ['gtm'],
  },
}
