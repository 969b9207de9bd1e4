import { type Field, fieldTypes } from '@milepost/sdk/contract'
import type { SnippetSource } from '../src/index.js'

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
  'hostile texts everywhere': {
    name: hostile,
    version: { id: 'hostile@1', fields: [field('orderId', hostile, 'text', true), field('gift', hostile, 'boolean')] },
    origin: `https://o'"&lt;$(exit).___example`,
    writeKey: hostile,
    nonce: hostile.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu, ''),
  },
}
