import { expect, test } from 'vitest'
import { originsOf } from './origins.js'

test.each([
  ['https://shop.example', 'https://shop.example'],
  [' https://shop.example/ ', 'https://shop.example'],
  ['https://Shop.example:443/cart?x=1#y', 'https://shop.example'],
  ['http://127.0.0.1:8080/a', 'http://127.0.0.1:8080'],
  ['shop.example', 'shop.example'],
  ['https://', 'https://'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
])('%s is sent as %s', (typed, sent) => {
  expect(originsOf([typed])).toEqual([sent])
})

test('empty lines are not sent', () => {
  expect(originsOf(['', 'https://a.example', '  '])).toEqual(['https://a.example'])
})
