/** RFC 9457 problem details as the collector answers them. */
export interface ProblemBody {
  readonly code: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors?: readonly {
    readonly code: string
    readonly field: string
    readonly expected?: string
    readonly received?: string
    readonly message: string
  }[]
  /** With `edit_locked`. */
  readonly editableAt?: string
  /** With `edit_locked` and `edit_conflict`: the number of the newest version, and who saved it. */
  readonly newest?: number
  readonly savedBy?: string | null
}

/** The collector refused a call and said why. */
export class ProblemAnswer extends Error {
  override readonly name = 'ProblemAnswer'

  constructor(readonly problem: ProblemBody) {
    super(problem.detail || problem.title)
  }
}

/** Nothing came back, or nothing that the collector would say. */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure'

  constructor(cause: unknown) {
    super('The collector did not answer. Check the connection and try again.', { cause })
  }
}

/** The problem behind an error, where it is one. */
export const problemOf = (error: unknown): ProblemBody | undefined => (error instanceof ProblemAnswer ? error.problem : undefined)
