import { expect, test } from 'vitest'
import { placeOf } from './page-place.js'

test.each([
  ['https://shop.example/', 'shop.example', '/'],
  ['https://Shop.Example:8443/Checkout?order=1#top', 'shop.example:8443', '/Checkout'],
  ['https://shop.example/orders/10042/items', 'shop.example', '/orders/:id/items'],
  ['https://shop.example/orders/A-10042', 'shop.example', '/orders/:id'],
  ['https://shop.example/orders/019aa0c0-7e1f-7a3b-9c4d-5e6f70819200', 'shop.example', '/orders/:id'],
  ['https://shop.example/orders/abcdefab-cdef-abcd-efab-cdefabcdefab', 'shop.example', '/orders/:id'],
  ['https://shop.example/s/5f2b9ac01bd3', 'shop.example', '/s/:id'],
  ['https://shop.example/s/dQw4w9WgXcQZ', 'shop.example', '/s/:id'],
  ['https://shop.example/red-shoes-42/size-37', 'shop.example', '/red-shoes-42/size-37'],
  ['https://shop.example/information', 'shop.example', '/information'],
  ['https://münchen.example/größe', 'xn--mnchen-3ya.example', '/gr%C3%B6%C3%9Fe'],
  [`https://shop.example/${'a/'.repeat(300)}`, 'shop.example', `/${'a/'.repeat(300)}`.slice(0, 200)],
  ['about:blank', '', ''],
  ['data:text/html,x', '', ''],
  ['javascript:alert(1)', '', ''],
  ['/checkout', '', ''],
  ['', '', ''],
  [undefined, '', ''],
  [5, '', ''],
])('%j is %s %s', (url, host, path) => {
  expect(placeOf(url)).toEqual({ host, path })
})
