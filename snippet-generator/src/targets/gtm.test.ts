import { checkFields, fieldTypeNames, fieldTypeOf, fieldTypes, rulesOf } from '@milepost/sdk/contract'
import { describe, expect, test } from 'vitest'
import { hostile, snippetCases } from '../../test/snippet-cases.js'
import { fireTag, sectionsOf } from '../../test/tag-manager.js'
import { type Fill, generate, type SnippetSource } from '../index.js'

const source = snippetCases['every field type']!
const templateOf = async (of: SnippetSource) => (await generate({ ...of, target: 'gtm' })).code
const template = await templateOf(source)

const SECTIONS = ['TERMS_OF_SERVICE', 'INFO', 'TEMPLATE_PARAMETERS', 'SANDBOXED_JS_FOR_WEB_TEMPLATE', 'WEB_PERMISSIONS', 'TESTS', 'NOTES']

interface Parameter {
  readonly type: string
  readonly name: string
  readonly displayName: string
  readonly defaultValue?: string
  readonly valueValidators?: readonly { readonly type: string; readonly args?: readonly string[] }[]
}
const parametersOf = (text: string) => JSON.parse(sectionsOf(text).TEMPLATE_PARAMETERS ?? '') as Parameter[]

/** Fires the tag in a page where `milepost` judges as the page script does, and gives back what it was called with. */
function fire(inputs: Record<string, unknown>, { loads = true } = {}) {
  const calls: unknown[][] = []
  const milepost = (discriminator: unknown, fields: unknown) => {
    calls.push([discriminator, fields])
    const issues = checkFields(rulesOf(source.version), fields as object)
    return issues.length ? { ok: false, issues } : { ok: true, id: 'an-id' }
  }
  return { calls, ...fireTag(template, inputs, { load: () => loads, globals: { milepost } }) }
}

/** A valid value for every required field, as Tag Manager would hand it over. */
const required = Object.fromEntries([
  ['field_source', 'Tag Manager'],
  ...source.version.fields.filter((field) => field.required).map(({ key, type }) => [`field_${key}`, String(fieldTypeOf(type)?.example)]),
])

test.each(Object.entries(snippetCases))('has the sections of a template, in their order, those of JSON well formed: %s', async (_, of) => {
  const sections = sectionsOf(await templateOf(of))
  expect(Object.keys(sections)).toEqual(SECTIONS)
  expect(JSON.parse(sections.INFO ?? '')).toMatchObject({ type: 'TAG', id: 'cvt_temp_public_id', version: 1, containerContexts: ['WEB'] })
  expect(JSON.parse(sections.WEB_PERMISSIONS ?? '')).toHaveLength(3)
  const names = parametersOf(await templateOf(of)).map(({ name }) => name)
  expect(names).toEqual(['source', ...of.version.fields.map(({ key }) => key)].map((key) => `field_${key}`))
})

test('shows names as they are, on one line', async () => {
  const [, orderId] = parametersOf(await templateOf(snippetCases['hostile texts everywhere']!))
  expect(orderId?.displayName).toContain('</script><script>throw 1</script> <!-- <script>')
  expect(orderId?.displayName).toContain(hostile.slice(-2))
  expect(orderId?.displayName).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
})

const accepted: [name: string, sent: unknown, value: unknown][] = [
  ['text', 'A-1', 'A-1'],
  ['text', 17, '17'],
  ['text', '007', '007'],
  ['boolean', 'false', false],
  ['boolean', true, true],
  ['number', '-3', -3],
  ['number', ' 12 ', 12],
  ['number', 4, 4],
  ['decimal', '129.50', 129.5],
  ['decimal', '1e3', 1000],
  ['date', '2026-12-31', '2026-12-31'],
  ['timestamp', '2026-11-23T10:00:00+01:00', '2026-11-23T10:00:00+01:00'],
]
test.each(accepted)('a %s entered as %j is sent as %j', (type, sent, value) => {
  const { outcome, calls } = fire({ ...required, [`field_${type}`]: sent })
  expect(outcome).toBe('success')
  expect(calls).toHaveLength(1)
  expect(calls[0]?.[0]).toBe('every-type')
  expect(calls[0]?.[1]).toHaveProperty(type, value)
})

const refusedValues: [name: string, sent: unknown][] = [
  ['number', '1.5'],
  ['number', '12 pieces'],
  ['decimal', '129,50'],
  ['boolean', 'yes'],
  ['date', '2026-02-30'],
  ['timestamp', 'yesterday'],
]
test.each(refusedValues)('a %s entered as %j is refused, not bent into shape, and the reason logged', (type, sent) => {
  const { outcome, logged } = fire({ ...required, [`field_${type}`]: sent })
  expect(outcome).toBe('failure')
  expect(logged).toEqual([['Milepost refused every-type@1', [expect.objectContaining({ code: 'field_type', field: type })]]])
})

test.each(['', '   ', undefined, null])('an input holding %j is not sent', (empty) => {
  const { calls, outcome } = fire({ ...required, ...Object.fromEntries(fieldTypeNames.map((type) => [`field_${type}Too`, empty])) })
  expect(outcome).toBe('success')
  expect(Object.keys(calls[0]?.[1] ?? {})).toEqual(['source', ...fieldTypeNames])
})

test('the tag fails when the script cannot be loaded, and nothing is called', () => {
  expect(fire(required, { loads: false })).toMatchObject({ outcome: 'failure', calls: [] })
})

test('asks for no permission that it does not use', () => {
  const used = new Set([...fire(required).used, ...fire({}).used])
  const asked = (JSON.parse(sectionsOf(template).WEB_PERMISSIONS ?? '') as { instance: { key: { publicId: string } } }[]).map(
    ({ instance }) => instance.key.publicId,
  )
  expect(new Set(asked)).toEqual(used)
})

const patterns: [type: string, valid: string[], invalid: string[]][] = [
  ['number', ['', '0', '-12', '{{Items}}'], ['1.5', 'a', '1 2']],
  ['decimal', ['', '0.5', '-12', '1e3', '{{Total}}'], ['1,5', '.', 'a']],
  ['date', ['', '2026-11-23', '{{Date}}'], ['23.11.2026', '2026-11-23T10:00:00Z']],
  ['timestamp', ['', '2026-11-23T10:00:00.5+01:00', '{{Now}}T{{Then}}'], ['2026-11-23', '2026-11-23 10:00']],
]
test.each(patterns)('the input of a %s says early what it takes', (type, valid, invalid) => {
  const parameter = parametersOf(template).find(({ name }) => name === `field_${type}`)
  const pattern = new RegExp(parameter?.valueValidators?.find((validator) => validator.type === 'REGEX')?.args?.[0] ?? '(?!)')
  expect(valid.filter((text) => !pattern.test(text))).toEqual([])
  expect(invalid.filter((text) => pattern.test(text))).toEqual([])
})

test('only required inputs have to be filled in', () => {
  const demanding = parametersOf(template).filter(({ valueValidators }) => valueValidators?.some(({ type }) => type === 'NON_EMPTY'))
  expect(demanding.map(({ name }) => name)).toEqual(Object.keys(required))
})

describe('a filled template', () => {
  const filled = (fill: Record<string, Fill>) => templateOf({ ...source, fill: { source: { from: 'constant', value: 'Shop' }, ...fill } })
  const defaultsOf = (text: string) =>
    Object.fromEntries(
      parametersOf(text)
        .map(({ name, defaultValue }) => [name, defaultValue])
        .filter(([, value]) => value !== undefined),
    )

  test('has constants as the default values of its inputs', async () => {
    const fill = Object.fromEntries(fieldTypes.map(({ type, example }) => [type, { from: 'constant', value: example as string }] as const))
    const defaults = Object.fromEntries(fieldTypes.map(({ type, example }) => [`field_${type}`, `${example}`]))
    expect(defaultsOf(await filled(fill))).toEqual({ field_source: 'Shop', ...defaults })
  })

  test.each([' ', '', '{{Order ID}}', 'a {{ b'])('has a constant that no input can hold, %j, in its code', async (value) => {
    const text = await filled({ text: { from: 'constant', value } })
    expect(parametersOf(text).map(({ name }) => name)).not.toContain('field_text')
    expect(sectionsOf(text).SANDBOXED_JS_FOR_WEB_TEMPLATE).toContain(`\nfields.text = '${value}';\n`)
  })

  test('has no input for what it reads, and asks for leave to read that and no more', async () => {
    const text = await filled({
      decimal: { from: 'dataLayer', path: 'ecommerce.value' },
      decimalToo: { from: 'dataLayer', path: 'ecommerce.value' },
      number: { from: 'urlParameter', name: 'items' },
    })
    expect(parametersOf(text).filter(({ name }) => /_(decimal|decimalToo|number)$/.test(name))).toEqual([])
    const permissions = JSON.parse(sectionsOf(text).WEB_PERMISSIONS ?? '') as { instance: { key: { publicId: string }; param: unknown } }[]
    expect(permissions.slice(3).map(({ instance }) => [instance.key.publicId, instance.param])).toEqual([
      [
        'read_data_layer',
        [
          { key: 'allowedKeys', value: { type: 1, string: 'specific' } },
          { key: 'keyPatterns', value: { type: 2, listItem: [{ type: 1, string: 'ecommerce.value' }] } },
        ],
      ],
      [
        'get_url',
        [
          { key: 'urlParts', value: { type: 1, string: 'specific' } },
          { key: 'query', value: { type: 8, boolean: true } },
          { key: 'queriesAllowed', value: { type: 1, string: 'specific' } },
          { key: 'queryKeys', value: { type: 2, listItem: [{ type: 1, string: 'items' }] } },
        ],
      ],
    ])
  })
})
