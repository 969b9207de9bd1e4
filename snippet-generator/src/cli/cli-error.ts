/** What can go wrong, once: the exit code, and what to do about it. A collector's own problem codes are found here too. */
const table = {
  usage_invalid: { exitCode: 2, hint: 'Run the command with --help to see how it is used.' },
  url_invalid: { exitCode: 2, hint: 'Set MILEPOST_URL or --url to the address of the collector, such as http://127.0.0.1:8787.' },
  token_missing: { exitCode: 2, hint: 'Set MILEPOST_TOKEN, or name a file that holds the token with --token-file.' },
  token_file_invalid: {
    exitCode: 2,
    hint: 'The file holds the token alone, or a line ADMIN_TOKEN=… or MILEPOST_TOKEN=…, as .dev.vars does.',
  },
  section_required: { exitCode: 2, hint: 'Name one with --section.' },
  section_missing: { exitCode: 1, hint: 'Create one with POST /v1/sections.' },
  section_unknown: { exitCode: 1, hint: 'Leave --section out to see the sections there are.' },
  unauthorized: { exitCode: 1, hint: 'MILEPOST_TOKEN has to be the ADMIN_TOKEN of this collector.' },
  collector_unreachable: { exitCode: 1, hint: 'Is it running, and is MILEPOST_URL right?' },
  collector_timeout: { exitCode: 1, hint: 'Try again later.' },
  collector_failed: { exitCode: 1, hint: 'Try again later; the log of the collector says more.' },
  internal_error: { exitCode: 1, hint: 'The log of the collector says more.' },
  storage_unavailable: { exitCode: 1, hint: 'Try again later.' },
  admin_token_missing: { exitCode: 1, hint: 'Set ADMIN_TOKEN where the collector runs.' },
  answer_unexpected: { exitCode: 1, hint: 'Is a Milepost collector answering at MILEPOST_URL?' },
  custom_event_unknown: { exitCode: 1, hint: 'Run milepost list to see the custom events there are.' },
  version_unknown: { exitCode: 1, hint: 'Leave the number out to take the current version.' },
  web_tracking_disabled: { exitCode: 1, hint: 'Snippets exist once web tracking is on: push a definition with "webTracking": true.' },
  event_hidden: { exitCode: 1, hint: 'A hidden custom event stays hidden; make a new one under another name.' },
  category_fixed: { exitCode: 1, hint: 'The category of a custom event never changes; make a new one under another name.' },
  edit_locked: { exitCode: 1, hint: 'Push again after that.' },
  definition_invalid: { exitCode: 1, hint: 'Nothing was sent.' },
  file_unreadable: { exitCode: 1, hint: 'Check the path and its permissions.' },
  file_unwritable: { exitCode: 1, hint: 'Check the path and its permissions.' },
  file_differs: { exitCode: 1, hint: 'Run milepost pull and commit the file.' },
  request_refused: { exitCode: 1, hint: undefined },
} as const satisfies Record<string, { exitCode: 1 | 2; hint: string | undefined }>

/** A code of the table. */
export type CliErrorCode = keyof typeof table

/** One thing that is wrong with what a person gave. */
export interface CliIssue {
  readonly code?: string | undefined
  readonly field?: string | undefined
  readonly expected?: string | undefined
  readonly received?: string | undefined
  readonly message: string
}

/** A mistake of a person or a refusal of the collector: told in one line with a hint, never with a stack. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: 1 | 2
  readonly hint: string | undefined

  constructor(
    /** A code of the table, or the collector's own problem code. */
    readonly code: CliErrorCode | (string & {}),
    message: string,
    readonly issues: readonly CliIssue[] = [],
    /** ISO 8601, with `edit_locked`: when the definition can be edited again. */
    readonly editableAt?: string,
  ) {
    super(message)
    const entry = table[(code in table ? code : 'request_refused') as CliErrorCode]
    this.exitCode = entry.exitCode
    this.hint = entry.hint
  }
}
