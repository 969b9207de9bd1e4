import { expect, test } from 'vitest'
import { discriminatorOf, fieldKeyOf, parseVersionId, versionId } from './definition.js'

test.each([
  ['Order created', 'order-created'],
  ['  Order   created!  ', 'order-created'],
  ['Größe & Économie', 'grosse-economie'],
  ['NPS 2026 (mobile)', 'nps-2026-mobile'],
  ['</script>', 'script'],
  ['注文', ''],
  ['🎉', ''],
  ['a'.repeat(80), 'a'.repeat(64)],
  [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
])('the discriminator of %j is %j', (name, discriminator) => {
  expect(discriminatorOf(name)).toBe(discriminator)
})

test.each([
  ['Order ID', 'orderId'],
  ['orderId', 'orderId'],
  ['Total', 'total'],
  ['URL of iPhone 15', 'urlOfIPhone15'],
  ['2nd item', 'field2ndItem'],
  ['Größe (cm)', 'grosseCm'],
  ['snake_case-name', 'snakeCaseName'],
  ['A1 size', 'a1Size'],
  ['12th item', 'field12thItem'],
  ['HTMLCode', 'htmlCode'],
  ['注文番号', ''],
  ['x'.repeat(80), 'x'.repeat(64)],
])('the key of %j is %j', (name, key) => {
  expect(fieldKeyOf(name)).toBe(key)
})

test('a version ID comes apart as it was put together', () => {
  expect(versionId('order-created', 3)).toBe('order-created@3')
  expect(parseVersionId('order-created@3')).toEqual({ discriminator: 'order-created', number: 3 })
  for (const discriminator of ['a', 'order2', 'order-was-created-2'])
    expect(parseVersionId(`${discriminator}@123456789`)).toEqual({ discriminator, number: 123_456_789 })
  for (const id of [
    '',
    'order-created',
    'order-created@',
    '@3',
    'order-created@0',
    'order-created@03',
    'order-created@-1',
    'order-created@1.5',
    'Order@1',
    'a--b@1',
    'a@1\n',
    'a@1@2',
    'a@9999999999',
    3,
    null,
    undefined,
    ['a@1'],
  ]) {
    expect(parseVersionId(id), String(id)).toBeUndefined()
  }
})
