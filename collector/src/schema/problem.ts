import * as v from 'valibot'

const problemErrorSchema = v.object({
  code: v.string(),
  field: v.string(),
  expected: v.string(),
  received: v.string(),
  message: v.string(),
})

/** Every answer that is not a success. @see https://www.rfc-editor.org/rfc/rfc9457 */
export const problemSchema = v.pipe(
  v.object({
    code: v.string(),
    title: v.string(),
    status: v.number(),
    detail: v.string(),
    errors: v.optional(v.array(problemErrorSchema)),
    editableAt: v.optional(v.pipe(v.string(), v.description('With `edit_locked`: when the definition can be edited again'))),
    newest: v.optional(v.pipe(v.number(), v.description('With `edit_locked` and `edit_conflict`: number of the newest version'))),
    savedBy: v.optional(
      v.pipe(v.nullable(v.string()), v.description('With `newest`: name of who saved it; null for a holder of the token')),
    ),
  }),
  v.metadata({ ref: 'Problem' }),
)
