import { expect, test } from 'vitest'
import { auditGroups, auditWords } from './audit-kinds.js'

test.each<[action: string, detail: unknown, said: string]>([
  ['custom_event.created', { category: 'signal' }, 'Created {}'],
  [
    'custom_event.changed',
    { settings: ['name', 'retentionYears', 'purpose'], values: { retentionYears: 7, purpose: 'marketing' } },
    'Changed the name, retention (7 years), and the purpose (marketing) of {}',
  ],
  ['custom_event.changed', { settings: ['retentionYears'], values: { retentionYears: null } }, 'Changed retention (for ever) of {}'],
  [
    'section.changed',
    { settings: ['requireProof', 'defaultCountry'], values: { requireProof: false, defaultCountry: null } },
    'Changed the required proof (off) and the country of mobile numbers (none) of the section',
  ],
  // Of a later version: told as it is.
  ['section.changed', { settings: ['constructor', 'colour'], values: { colour: 'red' } }, 'Changed constructor and colour of the section'],
  ['section.changed', null, 'Changed settings of the section'],
  ['version.saved', { version: 3 }, 'Saved version 3 of {}'],
  ['write_key.rotated', { graceSeconds: 604_800 }, 'Rotated the write key; the one before it works for 7 days more'],
  ['write_key.rotated', { graceSeconds: 0 }, 'Rotated the write key; the one before it ended at once'],
  ['identity_secret.made', { graceSeconds: 60 }, 'Made an identity secret; the one before it works for 1 minute more'],
  ['integration_key.made', { scopes: ['events:write', 'profiles:read'] }, 'Made the integration key {} with events:write, profiles:read'],
  ['member.changed', { role: 'owner' }, 'Gave {} the role of owner'],
  ['quarantine_group.repaired', { repaired: 1, rejected: 2 }, 'Repaired and replayed {}: 1 event stored, 2 events rejected again'],
  ['moon.landed', { flag: true }, 'moon.landed: {}'],
  ['toString', null, 'toString: {}'],
])('%s with %j', (action, detail, said) => {
  expect(auditWords({ action, detail }).join('{}')).toBe(said)
})

test('every kind stands in the menu once', () => {
  const actions = auditGroups.flatMap(({ items }) => items.map(({ action }) => action))
  expect(actions.length).toBeGreaterThan(20)
  expect(new Set(actions).size).toBe(actions.length)
})
