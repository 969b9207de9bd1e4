/** Thrown by `generate` when its input cannot become a snippet: a mistake of the calling program, the option named. */
export class SnippetError extends Error {
  override readonly name = 'SnippetError'
  readonly code = 'snippet_input_invalid'

  constructor(
    /** Path of the option: `origin`, `version.fields.0.key`. */
    readonly field: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(`${field} must be ${expected}, received ${received}`)
  }
}

/** A value as a message tells it. */
export const received = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
