/** A place in a text of several lines, both counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Thrown by `generate` when its input cannot become a snippet: a mistake of the calling program, the option named. */
export class SnippetError extends Error {
  override readonly name = 'SnippetError'
  readonly code = 'snippet_input_invalid'
  readonly received: string

  constructor(
    /** Path of the option: `origin`, `version.fields.0.key`, `fill.total`. */
    readonly field: string,
    readonly expected: string,
    received: string,
    /** Where in an expression the mistake is; `received` tells it too. */
    readonly position?: Position,
  ) {
    const told = position ? `${received} at line ${position.line}, column ${position.column}` : received
    super(`${field} must be ${expected}, received ${told}`)
    this.received = told
  }
}

/** A value as a message tells it. */
export const received = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
