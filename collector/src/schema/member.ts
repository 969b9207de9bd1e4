/** What a person may do in a section. Each role may do what those before it may. */
export const roles = ['viewer', 'editor', 'owner'] as const
export type Role = (typeof roles)[number]
