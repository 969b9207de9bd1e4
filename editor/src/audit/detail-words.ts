import { type Role, roleName } from '../people/roles.js'

type Detail = Readonly<Record<string, unknown>>

const DAY_S = 86_400

/** For how long what was replaced goes on working. */
export function graceText({ graceSeconds }: Detail): string {
  if (typeof graceSeconds !== 'number' || graceSeconds <= 0) return 'the one before it ended at once'
  const [count, unit] = graceSeconds < DAY_S ? [Math.round(graceSeconds / 60), 'minute'] : [Math.round(graceSeconds / DAY_S), 'day']
  return `the one before it works for ${count} ${unit}${count === 1 ? '' : 's'} more`
}

export const roleText = ({ role }: Detail): string => (typeof role === 'string' ? roleName(role as Role).toLowerCase() : 'member')

/** Scopes as integrations and their makers write them. */
export const scopesText = ({ scopes }: Detail): string => (Array.isArray(scopes) ? ` with ${scopes.join(', ')}` : '')
