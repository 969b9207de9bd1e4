import { answer, api } from './client.js'
import { paged } from './paged.js'

type Query = NonNullable<Parameters<(typeof api.sections)[':section']['audit']['$get']>[0]['query']>

const readAudit = (section: string, query: Query) => answer(api.sections[':section'].audit.$get({ param: { section }, query }))

/** That somebody changed something. */
export type AuditEntry = Awaited<ReturnType<typeof readAudit>>['items'][number]
export type AuditAction = AuditEntry['action']

/** Who changed what in a section, the newest first; what has just been done elsewhere is in it whenever its page opens. */
export const auditQuery = (section: string, action: AuditAction | undefined) => ({
  ...paged(['sections', section, 'audit', action ?? ''], (query) => readAudit(section, { ...query, ...(action && { action }) })),
  staleTime: 1_000,
})
