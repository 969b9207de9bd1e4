import { expect, test } from 'vitest'
import { snippetCases } from '../test/snippet-cases.js'
import { generate, SnippetError, type SnippetInput, targets } from './index.js'

const input: SnippetInput = { ...snippetCases['an order']!, target: 'script' }

test('a snippet says which version it installs, and how to show and serve it', async () => {
  expect(await generate(input)).toMatchObject({
    version: 'order-created@3',
    target: 'script',
    language: 'html',
    script: { hash: expect.stringMatching(/^[0-9a-f]{32}$/), code: expect.any(String) },
  })
  expect(await generate({ ...input, target: 'http' })).not.toHaveProperty('script')
})

test('a script that is the same for two snippets has one address', async () => {
  const [script, gtm] = await Promise.all([generate(input), generate({ ...input, target: 'gtm', nonce: undefined })])
  expect(gtm.script).toEqual(script.script)
})

test('targets have names that differ and texts for a menu', () => {
  expect(new Set(targets.map(({ name }) => name)).size).toBe(targets.length)
  for (const { title, description, language } of targets) expect([title, description, language].every((text) => text.length > 3)).toBe(true)
})

const refused: [string, Partial<Record<keyof SnippetInput, unknown>>, field: string][] = [
  ['an unknown target', { target: 'php' }, 'target'],
  ['a version ID without a number', { version: { id: 'order-created', fields: [] } }, 'version.id'],
  ['a version ID that is code', { version: { id: "x'})//@1", fields: [] } }, 'version.id'],
  [
    'a field key that is code',
    { version: { id: 'a@1', fields: [{ key: 'a:1,b', name: 'A', type: 'text', required: false }] } },
    'version.fields.0.key',
  ],
  [
    'a field key that is a prototype',
    { version: { id: 'a@1', fields: [{ key: '__proto__', name: 'A', type: 'text', required: false }] } },
    'version.fields.0.key',
  ],
  [
    'an unknown field type',
    { version: { id: 'a@1', fields: [{ key: 'a', name: 'A', type: 'list', required: false }] } },
    'version.fields.0.type',
  ],
  ['an origin with a path', { origin: 'https://c.shop.example/v1' }, 'origin'],
  ['an origin with a query', { origin: 'https://c.shop.example/?' }, 'origin'],
  ['an origin with a password', { origin: 'https://me:pw@c.shop.example' }, 'origin'],
  ['an origin that is no web address', { origin: 'javascript:alert(1)' }, 'origin'],
  ['an origin that is no address', { origin: 'c.shop.example' }, 'origin'],
  ['an empty write key', { writeKey: '' }, 'writeKey'],
  ['a purpose that there is not', { purpose: 'fun' as never }, 'purpose'],
  ['a state that there is not', { visitors: { consentStart: 'asked' as never, honourGpc: true } }, 'visitors.consentStart'],
  ['an empty nonce', { nonce: '' }, 'nonce'],
  ['a nonce on two lines', { nonce: 'a\nb' }, 'nonce'],
  ['a blank name', { name: ' ' }, 'name'],
]

test.each(refused)('refuses %s', async (_, change, field) => {
  const error = await generate({ ...input, ...change } as SnippetInput).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(SnippetError)
  expect(error).toMatchObject({ code: 'snippet_input_invalid', field, expected: expect.any(String), received: expect.any(String) })
})

test('takes an origin with a slash behind it, and with capitals, as what it is', async () => {
  expect(await generate({ ...input, origin: 'HTTPS://C.shop.example:443/' })).toEqual(await generate(input))
})
