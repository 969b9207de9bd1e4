import { describe, expect, test } from 'vitest'
import { readIdentifier } from './identifier.js'

const read = (input: unknown, country: string | null = null) => readIdentifier(input, 'profile', country)

describe('normalises', () => {
  test.each([
    ['email', ' Ada.Lovelace@Shop.EXAMPLE ', 'ada.lovelace@shop.example'],
    ['email', 'ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['email', 'ADA+tag@sub.shop.example', 'ada+tag@sub.shop.example'],
    ['email', 'a\u0308@shop.example', 'ä@shop.example'],
    ['mobile', '+46 70-123 45 67', '+46701234567'],
    ['mobile', '0046 (70) 123 45 67', undefined],
    ['crmId', ' A-1 ', ' A-1 '],
    ['crmId', 'É', 'É'],
  ])('%s %j', async (kind, sent, value) => {
    expect(await read({ [kind]: sent })).toEqual(
      value === undefined ? expect.objectContaining({ code: 'identifier_invalid' }) : { kind, value },
    )
  })

  test('a mobile number without its country by the section’s own', async () => {
    expect(await read({ mobile: '070-123 45 67' }, 'SE')).toEqual({ kind: 'mobile', value: '+46701234567' })
    expect(await read({ mobile: '+44 7700 900123' }, 'SE')).toEqual({ kind: 'mobile', value: '+447700900123' })
    expect(await read({ mobile: '070-123 45 67' })).toMatchObject({ code: 'identifier_invalid', field: 'profile.mobile' })
  })
})

describe('refuses', () => {
  test.each(['null', 'undefined', '[object Object]', 'guest', 'ANONYMOUS', ' none ', '0', '', '   ', 'NaN', 'n/a'])(
    'the placeholder %j, whatever it stands for',
    async (placeholder) => {
      for (const kind of ['email', 'mobile', 'crmId'])
        expect(await read({ [kind]: placeholder })).toMatchObject({ code: 'identifier_invalid', field: `profile.${kind}` })
    },
  )

  test.each([
    ['email', 'ada'],
    ['email', 'ada@'],
    ['email', '@shop.example'],
    ['email', 'ada@shop.example/x'],
    ['email', 'ada@shop.example:80'],
    ['email', 'ada lovelace@shop.example'],
    ['email', 'a@b@shop.example'],
    ['email', 'guest@shop.example'],
    ['email', `${'a'.repeat(65)}@shop.example`],
    ['email', `a@${'b'.repeat(300)}.example`],
    ['email', 'a\ud800@shop.example'],
    ['mobile', '+46'],
    ['mobile', '+10000000000'],
    ['mobile', 'call me'],
    ['mobile', 'my number is +46701234567'],
    ['mobile', 46709876543],
    ['crmId', 7],
    ['crmId', 'a'.repeat(256)],
    ['crmId', '\udfff'],
    ['crmId', {}],
  ])('%s %j, without telling what came', async (kind, sent) => {
    const issue = await read({ [kind]: sent })
    expect(issue).toMatchObject({ code: 'identifier_invalid', field: `profile.${kind}` })
    if (String(sent).length > 3) expect(JSON.stringify(issue)).not.toContain(String(sent))
  })

  test.each([
    null,
    undefined,
    'a@b.example',
    [],
    {},
    { phone: '1' },
    { email: 'a@b.example', crmId: '1' },
    { __proto__: { email: 'a@b.example' } },
  ])('%j, which is not exactly one identifier', async (input) => {
    expect(await read(input)).toMatchObject({ code: 'profile_invalid', field: 'profile' })
  })
})
