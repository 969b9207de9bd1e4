import { problemOf } from '../api/problem.js'

/** What the collector says is wrong with each field of a form, by the field's path; empty where it is no matter of fields. */
export const fieldErrors = (error: unknown): Record<string, string> =>
  Object.fromEntries(
    (problemOf(error)?.errors ?? []).map(({ field, expected, received, message }) => [field, worded(expected, received) ?? message]),
  )

// Beside the field its path would be noise.
const worded = (expected?: string, received?: string): string | undefined =>
  expected && received ? `Must be ${expected}, received ${received}` : undefined
