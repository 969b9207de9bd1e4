import { MAX_FIELDS } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { changeRows, checkRows, type FieldRow, inputsOf, rowsOfFields, rowsOfInputs, sameRows } from './field-rows.js'

const text = (name: string) => ({ name, type: 'text' })
const names = (rows: readonly FieldRow[]) => rows.map(({ name }) => name)

test('a new field follows its name, a published one keeps its key', () => {
  const rows = [
    ...rowsOfInputs([text('Order ID')]),
    ...rowsOfFields([{ key: 'total', name: 'Sum', type: 'decimal', required: true }]),
    ...rowsOfInputs([text('合計')]),
  ]
  expect(inputsOf(rows)).toEqual([
    { name: 'Order ID', type: 'text', required: false },
    { name: 'Sum', type: 'decimal', required: true, key: 'total' },
    { name: '合計', type: 'text', required: false },
  ])
  expect(checkRows(rows).fields.map(({ key }) => key)).toEqual(['orderId', 'total', 'field3'])
})

test('a chosen key is sent as it is', () => {
  const [row] = rowsOfInputs([text('Order ID')])
  const rows = changeRows([row!], { do: 'change', id: row!.id, change: { key: 'order' } })
  expect(inputsOf(rows)).toEqual([{ name: 'Order ID', type: 'text', required: false, key: 'order' }])
})

test('mistakes are told at their place, with rows counted from 1', () => {
  const { issues } = checkRows(rowsOfInputs([text('Total'), text('total'), text(''), { name: 'X', type: 'color' }, text('Source')]))
  expect([...issues]).toEqual([
    ['1.key', 'Must be a key that no other field has (field 1 has it), received "total"'],
    ['2.name', 'Must be 1 to 120 characters on one line, received 0 characters'],
    ['3.type', 'Must be one of text, boolean, number, decimal, date, timestamp, received "color"'],
    ['4.key', 'Must be another key, every event has its source field already, received "source"'],
  ])
})

test('rows move to the place asked for', () => {
  const rows = rowsOfInputs(['A', 'B', 'C'].map(text))
  const [a, , c] = rows
  expect(names(changeRows(rows, { do: 'move', id: a!.id, to: 2 }))).toEqual(['B', 'C', 'A'])
  expect(names(changeRows(rows, { do: 'move', id: c!.id, to: 0 }))).toEqual(['C', 'A', 'B'])
})

test('a hundred fields are not a hundred and one', () => {
  const rows = rowsOfInputs(Array.from({ length: MAX_FIELDS - 1 }, (_, index) => text(`Field ${index}`)))
  const full = changeRows(rows, { do: 'add' })
  expect(full).toHaveLength(MAX_FIELDS)
  expect(changeRows(full, { do: 'add' })).toBe(full)
})

test('an edit taken back is no edit', () => {
  const rows = rowsOfFields([{ key: 'total', name: 'Total', type: 'decimal', required: false }])
  const renamed = changeRows(rows, { do: 'change', id: rows[0]!.id, change: { name: 'Sum', touched: true } })
  expect(sameRows(rows, renamed)).toBe(false)
  expect(sameRows(rows, changeRows(renamed, { do: 'change', id: rows[0]!.id, change: { name: 'Total' } }))).toBe(true)
})
