import { expect, test } from 'vitest'
import { moduleOf } from './module-of.js'

const event = (id: string, types: readonly ('text' | 'number')[] = []) => ({
  name: id,
  version: { id, fields: types.map((type) => ({ key: type, name: type, type, required: false })) },
})

test('one module declares many events, and imports each field type that is used once', () => {
  const { code, constants } = moduleOf([event('order-created@3', ['text', 'number']), event('page-seen@1', ['text'])])
  expect(constants).toEqual(['orderCreated', 'pageSeen'])
  expect(code).toBe(`import { defineEvent, number, text } from '@milepost/sdk'

/** order-created@3 (\`order-created@3\`) */
export const orderCreated = defineEvent({
  version: 'order-created@3',
  fields: {
    /** text */
    text: text(),
    /** number */
    number: number(),
  },
})

/** page-seen@1 (\`page-seen@1\`) */
export const pageSeen = defineEvent({
  version: 'page-seen@1',
  fields: {
    /** text */
    text: text(),
  },
})
`)
})

test('what needs consent says for what, and what is necessary does not', () => {
  const { code } = moduleOf([
    { ...event('page-seen@1'), purpose: 'analytics' },
    { ...event('order-created@3'), purpose: 'necessary' },
  ])
  expect(code.match(/^ {2}(version|purpose): .*$/gm)).toEqual([
    "  version: 'page-seen@1',",
    "  purpose: 'analytics',",
    "  version: 'order-created@3',",
  ])
})

test('events whose names would be the same constant get different ones', () => {
  expect(moduleOf([event('a-1@1'), event('a1@1'), event('text@1', ['text']), event('create-tracker@1')]).constants).toEqual([
    'a1',
    'a1Event',
    'textEvent',
    'createTrackerEvent',
  ])
})

test('the description of an event is in its comment, on one line', () => {
  const { code } = moduleOf([{ ...event('seen@1'), description: 'Sent when\nsomeone */ looks' }])
  expect(code).toContain('/** seen@1: Sent when someone *\\/ looks (`seen@1`) */')
})

test('no events make an empty module', () => {
  expect(moduleOf([])).toEqual({ code: 'export {}\n', constants: [] })
})
