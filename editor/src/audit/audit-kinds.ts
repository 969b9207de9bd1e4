import type { AuditAction } from '../api/audit.js'
import { counted } from '../parts/count.js'
import { isRecord } from '../parts/record.js'
import { changedSettings } from './changed-settings.js'
import { graceText, roleText, scopesText } from './detail-words.js'

type Detail = Readonly<Record<string, unknown>>

/** A kind of entry, as people read it. */
export interface AuditKind {
  /** In the menu of kinds, below the name of its group. */
  readonly name: string
  readonly group: string
  /** What was done, with `{}` where the thing stands that it was done to. */
  readonly says: (detail: Detail) => string
}

const version = ({ version }: Detail) => (typeof version === 'number' ? `version ${version}` : 'a version')
const count = (value: unknown) => (typeof value === 'number' ? value : 0)

const kinds: Readonly<Record<AuditAction, AuditKind>> = {
  'custom_event.created': { group: 'Custom events', name: 'Created', says: () => 'Created {}' },
  'custom_event.changed': {
    group: 'Custom events',
    name: 'Settings changed',
    says: (detail) => `Changed ${changedSettings(detail)} of {}`,
  },
  'version.saved': { group: 'Custom events', name: 'Version saved', says: (detail) => `Saved ${version(detail)} of {}` },
  'custom_event.hidden': { group: 'Custom events', name: 'Hidden', says: () => 'Hid {}' },
  'quarantine_group.repaired': {
    group: 'Quarantine',
    name: 'Repaired and replayed',
    says: ({ repaired, rejected }) =>
      `Repaired and replayed {}: ${counted(count(repaired), 'event')} stored, ${counted(count(rejected), 'event')} rejected again`,
  },
  'profile.merged': { group: 'Profiles', name: 'Merged', says: () => 'Merged two profiles' },
  'merge.undone': { group: 'Profiles', name: 'Merge undone', says: () => 'Undid the merge of two profiles' },
  'profile.erased': { group: 'Profiles', name: 'Erased', says: () => 'Erased a profile, by the receipt {}' },
  'profile.exported': {
    group: 'Profiles',
    name: 'Exported',
    says: ({ format }) => `Exported a profile${format === 'csv' ? ' as CSV' : ''}`,
  },
  'erasure.replayed': {
    group: 'Profiles',
    name: 'Erasures replayed',
    says: () => 'Erased again what had come back with an older database',
  },
  'section.created': { group: 'Section', name: 'Created', says: () => 'Created the section' },
  'section.changed': { group: 'Section', name: 'Settings changed', says: (detail) => `Changed ${changedSettings(detail)} of the section` },
  'write_key.rotated': { group: 'Section', name: 'Write key rotated', says: (detail) => `Rotated the write key; ${graceText(detail)}` },
  'integration_key.made': {
    group: 'Integrations',
    name: 'Key made',
    says: (detail) => `Made the integration key {}${scopesText(detail)}`,
  },
  'integration_key.revoked': { group: 'Integrations', name: 'Key revoked', says: () => 'Revoked the integration key {}' },
  'identity_secret.made': {
    group: 'Integrations',
    name: 'Identity secret made',
    says: (detail) => `Made an identity secret; ${graceText(detail)}`,
  },
  'identity_secret.revoked': { group: 'Integrations', name: 'Identity secret revoked', says: () => 'Revoked an identity secret' },
  'invitation.made': { group: 'Members', name: 'Invitation made', says: (detail) => `Made an invitation as ${roleText(detail)}` },
  'invitation.removed': { group: 'Members', name: 'Invitation withdrawn', says: () => 'Withdrew an invitation' },
  'member.joined': { group: 'Members', name: 'Joined', says: (detail) => `Joined as ${roleText(detail)}` },
  'member.changed': { group: 'Members', name: 'Role changed', says: (detail) => `Gave {} the role of ${roleText(detail)}` },
  'member.removed': { group: 'Members', name: 'Removed', says: () => 'Ended the membership of {}' },
  'password_link.made': { group: 'Members', name: 'Password link made', says: () => 'Made a link for a new password of {}' },
}

/** All kinds in groups, as the menu has them. */
export const auditGroups = Object.entries(Object.groupBy(Object.entries(kinds), ([, { group }]) => group)).map(([group, entries = []]) => ({
  group,
  items: entries.map(([action, { name }]) => ({ action: action as AuditAction, name })),
}))

/** What was done, in words around the thing that it was done to. A kind of a later version is told as it is. */
export function auditWords({ action, detail }: { readonly action: string; readonly detail: unknown }): readonly string[] {
  const kind = Object.hasOwn(kinds, action) ? kinds[action as AuditAction] : undefined
  return (kind?.says(isRecord(detail) ? detail : {}) ?? `${action}: {}`).split('{}')
}
