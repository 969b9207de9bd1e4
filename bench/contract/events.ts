import type { Field, FieldTypeName } from '@milepost/sdk/contract'

export type Values = Readonly<Record<string, unknown>>

/** So many fields, every type in turn, every second one required. */
export function fieldsOf(count: number, types: readonly FieldTypeName[]): Field[] {
  return Array.from({ length: count }, (_, index) => {
    const type = types[index % types.length] as FieldTypeName
    return { key: `${type}${index}`, name: `${type} ${index}`, type, required: index % 2 === 0 }
  })
}

const instantOf = (number: number): string => new Date(Date.UTC(2026, 0, 1) + number * 7_654_321).toISOString()

/** Values as shops send them, another one for each number. */
const likely: Readonly<Record<FieldTypeName, (number: number) => unknown>> = {
  text: (number) => `Order ${number} of a customer who pays by card`,
  boolean: (number) => number % 2 === 0,
  number: (number) => number % 1000,
  decimal: (number) => (number % 100_000) / 100,
  date: (number) => instantOf(number).slice(0, 10),
  timestamp: instantOf,
}

/** What can be wrong with one field, in a way that every contender can see. None of it is an impossible day, since some of them know no calendar. */
const faults: readonly ((values: Record<string, unknown>, field: Field) => void)[] = [
  (values, { key, type }) => {
    values[key] = type === 'text' ? 5 : 'none'
  },
  (values, { key }) => {
    values[key] = [values[key]]
  },
  (values, { key, required }) => {
    delete values[required ? key : 'source']
  },
  (values, { key }) => {
    values[`${key}Again`] = values[key]
  },
  (values) => {
    values.source = ''
  },
]

/**
 * Events with every field, as they come out of a request's JSON.
 * @param wrongOfTen how many of ten have one fault, in another field each time
 */
export function eventsOf(fields: readonly Field[], count: number, wrongOfTen: number): Values[] {
  return Array.from({ length: count }, (_, index) => {
    const known = fields.map(({ key, type }, place) => [key, likely[type](index * 101 + place)])
    const values: Record<string, unknown> = { source: 'Checkout', ...Object.fromEntries(known) }
    const spoil = faults[Math.floor(index / 10) % faults.length]
    if (index % 10 < wrongOfTen) spoil?.(values, fields[(index * 7) % fields.length] as Field)
    return JSON.parse(JSON.stringify(values))
  })
}
