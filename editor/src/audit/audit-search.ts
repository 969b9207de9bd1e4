import type { AuditAction } from '../api/audit.js'

export interface AuditSearch {
  /** An action without the words that block lists look for in addresses. */
  readonly kind?: string
}

/** An action as an address says it. */
export const kindOf = (action: AuditAction): string => action.replace(/^custom_event(?=\.)/, 'definition')

/** The action that an address asks for. Whether there is such a one, the collector says. */
export const actionOf = ({ kind }: AuditSearch): AuditAction | undefined =>
  kind?.replace(/^definition(?=\.)/, 'custom_event') as AuditAction | undefined

/** Reads the filter from an address. */
export const auditSearch = ({ kind }: Record<string, unknown>): AuditSearch => (typeof kind === 'string' && kind ? { kind } : {})
