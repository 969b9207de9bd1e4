import type { StorageTrouble } from '../src/store/storage-trouble.js'

/**
 * The errors that D1 documents, with what each says is the matter, those of its limits and of read replicas, and what the runtime makes of a commit
 * that fails: on a full disk, say.
 * @see https://developers.cloudflare.com/d1/observability/debug-d1/
 * @see https://developers.cloudflare.com/d1/platform/limits/
 */
export const d1Errors: readonly { readonly message: string; readonly trouble: StorageTrouble }[] = [
  { message: 'D1 DB reset because its code was updated.', trouble: 'passing' },
  { message: 'Internal error while starting up D1 DB storage caused object to be reset.', trouble: 'passing' },
  { message: 'Network connection lost.', trouble: 'passing' },
  { message: 'Internal error in D1 DB storage caused object to be reset.', trouble: 'passing' },
  { message: 'Cannot resolve D1 DB due to transient issue on remote node.', trouble: 'passing' },
  { message: "Can't read from request stream because client disconnected.", trouble: 'passing' },
  { message: 'Replica disconnected from primary.', trouble: 'passing' },
  { message: 'internal error; reference = 8u08i5rki3vr9fgkrrl7t8s6', trouble: 'passing' },
  { message: 'D1 DB storage operation exceeded timeout which caused object to be reset.', trouble: 'overloaded' },
  { message: 'D1 DB is overloaded. Requests queued for too long.', trouble: 'overloaded' },
  { message: 'D1 DB is overloaded. Too many requests queued.', trouble: 'overloaded' },
  { message: "D1 DB's isolate exceeded its memory limit and was reset.", trouble: 'overloaded' },
  { message: 'D1 DB exceeded its CPU time limit and was reset.', trouble: 'overloaded' },
  { message: 'Exceeded maximum DB size', trouble: 'full' },
  {
    message:
      "Your account has exceeded D1's free tier daily row write limit. Upgrade to a paid plan or wait until tomorrow (midnight UTC) to continue.",
    trouble: 'full',
  },
  {
    message: "Your account has exceeded D1's maximum account storage limit, please contact Cloudflare to raise your limit",
    trouble: 'full',
  },
  { message: 'database or disk is full: SQLITE_FULL', trouble: 'full' },
]

export const overloads = d1Errors.filter(({ trouble }) => trouble === 'overloaded')

/** As D1 throws it: most messages come with this before them, those of the network without. */
export const asThrown = (message: string): Error[] => [new Error(`D1_ERROR: ${message}`), new Error(message)]

/** Seconds in which a sender is told to come again, from and to. */
export const retrySeconds: Readonly<Record<StorageTrouble, readonly [from: number, to: number]>> = {
  passing: [5, 5],
  overloaded: [10, 30],
  full: [60, 120],
  failed: [5, 5],
}
