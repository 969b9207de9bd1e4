import { expect, test } from 'vitest'
import { checkIdentification, isIdentification } from './check-identification.js'
import { MAX_EVENT_BYTES } from './limits.js'

const proof = `v1.1795600000.${'n'.repeat(16)}.${'0123456789abcdef'.repeat(4)}`
const identification = {
  id: '018f3c5e-7d2a-7b1c-8a3e-0123456789ab',
  occurredAt: '2026-11-23T10:00:00.000Z',
  visitorId: 'v-1',
  identify: { email: 'ada@shop.example' },
}

test('an identification has no issues, by each identifier, with or without its optional parts', () => {
  for (const identify of [{ email: 'ada@shop.example' }, { mobile: '+46701234567' }, { crmId: 'C-1' }])
    expect(checkIdentification({ ...identification, identify })).toEqual([])
  const consent = { purposes: ['analytics'], at: '2026-11-23T10:00:00Z' }
  expect(checkIdentification({ ...identification, proof, consent })).toEqual([])
  expect(checkIdentification({ ...identification, proof: null, consent: null })).toEqual([])
})

test.each([
  ['event_invalid', undefined, null],
  ['event_invalid', undefined, { ...identification, more: [[[[[[[[[1]]]]]]]]] }],
  ['event_too_large', undefined, { ...identification, more: 'x'.repeat(MAX_EVENT_BYTES) }],
  ['id_invalid', 'id', { ...identification, id: 'A-1' }],
  ['occurred_at_invalid', 'occurredAt', { ...identification, occurredAt: '2026-11-23' }],
  ['visitor_missing', 'visitorId', { ...identification, visitorId: undefined }],
  ['visitor_missing', 'visitorId', { ...identification, visitorId: null }],
  ['event_invalid', 'visitorId', { ...identification, visitorId: '' }],
  ['event_invalid', 'visitorId', { ...identification, visitorId: 5 }],
  ['profile_invalid', 'identify', { ...identification, identify: 'ada@shop.example' }],
  ['profile_invalid', 'identify', { ...identification, identify: ['ada@shop.example'] }],
  ['profile_invalid', 'identify', { ...identification, identify: {} }],
  ['profile_invalid', 'identify', { ...identification, identify: { phone: '1' } }],
  ['profile_invalid', 'identify', { ...identification, identify: { email: 'ada@shop.example', crmId: 'C-1' } }],
  ['profile_invalid', 'identify', { ...identification, identify: JSON.parse('{"__proto__":"x"}') }],
  ['identifier_invalid', 'identify.crmId', { ...identification, identify: { crmId: 5 } }],
  ['identifier_invalid', 'identify.email', { ...identification, identify: { email: '\ud800@shop.example' } }],
  ['proof_invalid', 'proof', { ...identification, proof: {} }],
  ['proof_invalid', 'proof', { ...identification, proof: '' }],
  ['proof_invalid', 'proof', { ...identification, proof: proof.toUpperCase() }],
  ['proof_invalid', 'proof', { ...identification, proof: proof.slice(0, -1) }],
  ['proof_invalid', 'proof', { ...identification, proof: `${proof}\n` }],
  ['proof_invalid', 'proof', { ...identification, proof: proof.replace('nnnn', 'n.n/') }],
  ['proof_invalid', 'proof', { ...identification, proof: `x${proof}` }],
  ['proof_invalid', 'proof', { ...identification, proof: [proof] }],
  ['event_too_large', undefined, { ...identification, id: 'A-1', more: 'x'.repeat(MAX_EVENT_BYTES) }],
  ['event_invalid', 'consent', { ...identification, consent: {} }],
])('%s at %s', (code, field, entry) => {
  const issues = checkIdentification(entry)
  expect(issues.map((issue) => [issue.code, issue.field])).toEqual([[code, field]])
  expect(JSON.stringify(issues)).not.toMatch(/ada|C-1/)
})

test('only what has identify and names no version is an identification', () => {
  expect(isIdentification(identification)).toBe(true)
  expect(isIdentification({ identify: 5 })).toBe(true)
  for (const other of [null, [], {}, { ...identification, identify: null }, { ...identification, version: 'order-created@1' }])
    expect(isIdentification(other)).toBe(false)
})

test.each([
  [{ visitorId: null }, 'visitorId must be present, received nothing'],
  [{ identify: 'ada' }, 'identify must be an object with exactly one of email, mobile, crmId, received text'],
  [{ identify: ['ada'] }, 'identify must be an object with exactly one of email, mobile, crmId, received list'],
  [{ identify: {} }, 'identify must be an object with exactly one of email, mobile, crmId, received object'],
  [{ identify: { phone: '1' } }, 'identify must be an object with exactly one of email, mobile, crmId, received one with another'],
  [
    { identify: { email: 'a', phone: '1', crmId: 'C' } },
    'identify must be an object with exactly one of email, mobile, crmId, received one with 3',
  ],
  [{ identify: { mobile: 46 } }, 'identify.mobile must be text, received number'],
  [{ proof: 5 }, 'proof must be v1.<expires>.<nonce>.<hex>, received number'],
])('%j is refused in full words', (change, message) => {
  expect(checkIdentification({ ...identification, ...change }).map((issue) => issue.message)).toEqual([message])
})
