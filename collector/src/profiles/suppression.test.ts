import { expect, test } from 'vitest'
import { suppressionHash, suppressionHashes } from './suppression.js'

test('hashes kind and value with the key of the section, as any HMAC-SHA256 does', async () => {
  // printf 'email:ada@shop.example' | openssl dgst -sha256 -hmac 'key of a section'
  const known = '02b0761711cdb6b269fd1b784531116b192e5ba406f38454a6fe758e9de6ff49'
  const ada = { kind: 'email', value: 'ada@shop.example' } as const
  expect(await suppressionHash('key of a section', ada)).toBe(known)
  expect(await suppressionHashes('key of a section', [{ kind: 'crmId', value: ada.value }, ada])).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    known,
  ])
  const others = [
    await suppressionHash('key of another', ada),
    await suppressionHash('key of a section', { kind: 'crmId', value: ada.value }),
    await suppressionHash('key of a section', { kind: 'email', value: 'ada@shop.exampl' }),
  ]
  expect(new Set([known, ...others]).size).toBe(4)
})
