import fc from 'fast-check'
import type { Field } from '../src/contract/definition.js'
import { type FieldTypeName, fieldTypeNames } from '../src/contract/fields/index.js'

const key = fc.oneof(fc.constantFrom('a', 'b', 'orderId', 'total', 'toString', 'valueOf'), fc.stringMatching(/^[a-z][A-Za-z0-9]{0,10}$/))

/** The fields of a definition version, as people might define them. */
export const fieldsArbitrary: fc.Arbitrary<Field[]> = fc.uniqueArray(
  fc.record({ key, name: fc.constant('Name'), type: fc.constantFrom(...fieldTypeNames), required: fc.boolean() }),
  { selector: (field) => field.key, maxLength: 6 },
)

const date = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
  .map(([year, month, day]) => `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`)

const offset = fc.oneof(
  fc.constantFrom('Z', 'z', '', '+00', '+0000', '-00:00'),
  fc
    .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 24 }), fc.integer({ min: 0, max: 60 }))
    .map(([sign, hours, minutes]) => `${sign}${pad(hours, 2)}:${pad(minutes, 2)}`),
)

const instant = fc
  .tuple(
    date,
    fc.constantFrom('T', 't', ' '),
    fc.integer({ min: 0, max: 24 }),
    fc.integer({ min: 0, max: 60 }),
    fc.integer({ min: 0, max: 61 }),
    fc.constantFrom('', '.5', '.', '.000', `.${'1'.repeat(40)}`),
    offset,
  )
  .map(
    ([day, separator, hours, minutes, seconds, fraction, zone]) =>
      `${day}${separator}${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${fraction}${zone}`,
  )

/** 23:59:60 in UTC, told in any zone, or one minute beside it. */
const leapSecond = fc.tuple(fc.integer({ min: -1439, max: 1439 }), fc.integer({ min: -1, max: 1 })).map(([zone, beside]) => {
  const minute = (((23 * 60 + 59 + zone + beside) % 1440) + 1440) % 1440
  const zoneText = `${zone < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(zone) / 60), 2)}:${pad(Math.abs(zone) % 60, 2)}`
  return `2016-12-31T${pad(Math.floor(minute / 60), 2)}:${pad(minute % 60, 2)}:60${zoneText}`
})

/** Text of about the longest length. */
const longText = fc
  .tuple(fc.constantFrom('x', 'é', '😀'), fc.integer({ min: 4094, max: 4098 }))
  .map(([char, length]) => char.repeat(length))

const likely: Readonly<Record<FieldTypeName, fc.Arbitrary<unknown>>> = {
  text: fc.oneof(fc.string({ unit: 'grapheme' }), longText),
  boolean: fc.boolean(),
  number: fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(2 ** 53, -(2 ** 53), 2 ** 53 - 1)),
  decimal: fc.double({ noNaN: true, noDefaultInfinity: true }),
  date: fc.oneof(
    date,
    date.map((day) => ` ${day}`),
  ),
  timestamp: fc.oneof(instant, leapSecond),
}

/** Values that are often, but not always, of a type. */
export const likelyValue = (type: FieldTypeName): fc.Arbitrary<unknown> => likely[type]

/** Any value that JSON can hold, and that JSON Schema can speak of: no ill-formed text, no `null`. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  ...Object.values(likely),
  fc.array(fc.integer(), { maxLength: 2 }),
  fc.dictionary(fc.string(), fc.integer(), { maxKeys: 2 }),
)

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
