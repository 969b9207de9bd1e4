import type { Identifier } from '../contract/person.js'
import type { Request } from './request.js'

/** A merge as it was recorded. */
export interface Merge {
  /** What `undoMerge` takes. */
  readonly id: string
  /** ID of the profile that both are now. */
  readonly target: string
  /** ID of the profile that went into it. */
  readonly source: string
  /** ISO 8601, UTC. */
  readonly mergedAt: string
  /** ISO 8601, UTC; `null` while it holds. */
  readonly undoneAt: string | null
}

/** Not repeated unless nothing was done: the second time it would be told that there is nothing to merge, and the merge's ID would be lost. */
export const mergeProfiles = (request: Request, target: Identifier, source: Identifier, signal?: AbortSignal): Promise<Merge> =>
  request({ path: '/v1/integrations/profiles/merge', body: () => JSON.stringify({ target, source }), once: true, signal, read: mergeIn })

const mergeIn = (answer: unknown): Merge | undefined =>
  typeof (answer as Partial<Merge> | null)?.id === 'string' ? (answer as Merge) : undefined

/** Takes a merge back. Not repeated unless nothing was done. */
export const undoMerge = (request: Request, id: string, signal?: AbortSignal): Promise<Merge> =>
  request({
    path: `/v1/integrations/profiles/merges/${encodeURIComponent(id)}/undo`,
    body: () => '{}',
    once: true,
    signal,
    read: mergeIn,
  })
