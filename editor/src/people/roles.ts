/** What a person may do in a section, the least first, worded for people. */
export const roles = [
  { role: 'viewer', name: 'Viewer', may: 'Sees everything in the section and changes nothing.' },
  { role: 'editor', name: 'Editor', may: 'Also makes and edits custom events, and repairs what is in quarantine.' },
  { role: 'owner', name: 'Owner', may: 'Also changes the section’s settings and write key, and decides who its members are.' },
] as const

export type Role = (typeof roles)[number]['role']

export const roleName = (role: Role): string => roles.find((entry) => entry.role === role)?.name ?? role
