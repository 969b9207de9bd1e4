import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { identityProof, proofOf } from './identity-proof.js'

afterEach(() => vi.useRealTimers())

const secret = 'is_zażółć'
/** What has to be the same in every language: UTF-8, and nothing normalised. */
const value = ' Zoë:7.é '
const form = /^v1\.(\d+)\.([A-Za-z0-9_-]{16,64})\.([0-9a-f]{64})$/

const signed = (text: string) => createHmac('sha256', secret).update(text).digest('hex')

test('a proof is an HMAC-SHA256 over when it expires, a nonce and the identifier, as it is', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-24T10:00:00.900Z') })
  const proof = await identityProof(secret, { crmId: value })
  const [, expires = '', nonce = '', signature] = form.exec(proof) ?? []
  expect(Number(expires)).toBe(Date.parse('2026-11-24T11:00:00Z') / 1000)
  expect(signature).toBe(signed(`v1.${expires}.${nonce}.crmId:${value}`))
  const [, later] = form.exec(await identityProof(secret, { email: 'ada@shop.example' }, { expiresInSeconds: 604_800 })) ?? []
  expect(Number(later)).toBe(Date.parse('2026-12-01T10:00:00Z') / 1000)
})

test('no two proofs are the same', async () => {
  const proofs = await Promise.all(Array.from({ length: 100 }, () => identityProof(secret, { crmId: '7' })))
  expect(new Set(proofs.map((proof) => form.exec(proof)?.[2])).size).toBe(100)
})

test.each([
  ['', { crmId: '7' }, {}, 'the secret is missing'],
  [secret, {}, {}, 'the identifier must be exactly one'],
  [secret, undefined, {}, 'the identifier must be exactly one'],
  [secret, { crmId: '7', email: 'a@b.example' }, {}, 'the identifier must be exactly one'],
  [secret, { visitorId: '7' }, {}, 'the identifier must be exactly one'],
  [secret, { crmId: 7 }, {}, 'the identifier must be exactly one'],
  [secret, { crmId: '' }, {}, 'the identifier must be exactly one'],
  [secret, { crmId: '\ud800' }, {}, 'the identifier must be exactly one'],
  [secret, { crmId: '7' }, { expiresInSeconds: 0 }, 'expiresInSeconds must be'],
  [secret, { crmId: '7' }, { expiresInSeconds: 604_801 }, 'expiresInSeconds must be'],
  [secret, { crmId: '7' }, { expiresInSeconds: Number.NaN }, 'expiresInSeconds must be'],
])('a mistake is told without a value, %#', async (text, identifier, options, message) => {
  await expect(identityProof(text, identifier as never, options)).rejects.toThrow(`identityProof: ${message}`)
})

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const [, section = ''] = /## Proof of identity\n([\s\S]*?)\n## /.exec(readme) ?? []
const codeIn = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1] ?? ''

const run = (command: string, args: readonly string[], input: string) => execFileSync(command, args, { input, encoding: 'utf8' }).trim()
const isThere = (command: string) => {
  try {
    run(command, ['--version'], '')
    return true
  } catch {
    return false
  }
}

/** How each documented way is called as a person would call it. */
const ways = {
  js: [process.execPath, ['--input-type=module', '-'], (call: string) => `console.log(${call})`],
  python: ['python3', ['-'], (call: string) => `print(${call})`],
  php: ['php', [], (call: string) => `echo ${call};`],
} as const

test.for(['js', 'python', 'php'] as const)('what the README documents for %s makes the same proofs', async (language, { skip }) => {
  const code = codeIn(language)
  const [command, args, print] = ways[language]
  const name = language === 'js' ? 'identityProof' : 'identity_proof'
  expect(code).toMatch(new RegExp(`^(function|def) ${name}\\(`, 'm'))
  if (!isThere(command)) {
    const reason = `${command} is not installed: what the README documents for ${language} was not run`
    console.log(reason)
    skip(reason)
  }
  const proof = run(command, args, `${code}\n${print(`${name}('${secret}', 'crmId', '${value}')`)}\n`)
  const [, expires = '', nonce = ''] = form.exec(proof) ?? []
  expect(proof).toBe(await proofOf(secret, 'crmId', value, Number(expires), nonce))
  expect(Math.abs(Number(expires) - Date.now() / 1000 - 3600)).toBeLessThan(30)
})
