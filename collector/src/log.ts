/**
 * Every line that the collector writes, with its level and its fields. Nothing else is written: what senders do wrong is counted, not logged, and
 * what goes well costs no line.
 */
export const logLines = {
  /** An answer of 500 or above; `omitted` is how many more of its code were not told before, because they came within the same second. */
  request_failed: { level: 'error', fields: ['code', 'status', 'method', 'route', 'section', 'durationMs', 'cause', 'omitted'] },
  /** What the cron trigger has done. */
  expired_removed: { level: 'info', fields: ['removed', 'left', 'durationMs'] },
  /** The cron trigger could not. */
  expired_failed: { level: 'error', fields: ['durationMs', 'cause'] },
  /** Messages of the queue that are tried again later, because the database takes nothing now. */
  queue_postponed: { level: 'warn', fields: ['messages', 'cause'] },
  /** A message of the queue that fails by itself: it is tried a few times more, then kept in quarantine. */
  message_refused: { level: 'error', fields: ['code', 'cause'] },
  /** Events were stored and did not get to the lake, or not demonstrably: the first time that this happens, and whenever the cron trigger cannot send. */
  lake_failed: { level: 'warn', fields: ['events', 'cause'] },
  /** The cron trigger has sent events to the lake that did not get there before. */
  lake_caught_up: { level: 'info', fields: ['events'] },
  /** Hours of which the lake has fewer events than the database, although the cron trigger has run. */
  lake_behind: { level: 'warn', fields: ['hours', 'events'] },
  /** The cron trigger could not see to the lake. */
  lake_check_failed: { level: 'error', fields: ['cause'] },
  /** A counter could not be written. */
  metrics_failed: { level: 'warn', fields: ['cause'] },
} as const satisfies Record<string, { readonly level: 'info' | 'warn' | 'error'; readonly fields: readonly string[] }>

export type LogLine = keyof typeof logLines

/** What a line tells; a field that is `undefined` is left out. */
type Fields<Line extends LogLine> = Readonly<Record<(typeof logLines)[Line]['fields'][number], string | number | boolean | undefined>>

/**
 * Writes a line: one JSON object, whose members Workers Logs can be asked by. Its values are codes, patterns, IDs of sections and figures, never
 * what somebody sent.
 * @see https://developers.cloudflare.com/workers/observability/logs/workers-logs/
 */
export function log<Line extends LogLine>(event: Line, fields: Fields<Line>): void {
  const { level } = logLines[event]
  console[level](JSON.stringify({ level, event, ...fields }))
}

/**
 * What may be logged of an error: what it is and where it arose. A message may quote what a client sent, so only D1's own, which speaks of
 * tables and limits, the reference that Cloudflare finds an error of the runtime by, and those of our settings are told.
 */
export function causeOf(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return typeof error
  const reason = /^(?:D1_ERROR: .{0,200}|internal error; reference = \w{0,40}|\w+_SECONDS must be .{0,200})/
    .exec(error.message)?.[0]
    .replaceAll(/"[^"]*"?|'[^']*'?/g, '"…"')
  const cause = error.cause instanceof Error && depth < MAX_DEPTH ? `caused by ${causeOf(error.cause, depth + 1)}` : ''
  return [/^\w{1,64}$/.exec(error.name)?.[0], reason, placeOf(error), cause].filter(Boolean).join(' ')
}

const MAX_DEPTH = 4

/** The innermost line of the stack. It begins with the message, which may have lines of its own that look like one. */
function placeOf({ message, stack = '' }: Error): string {
  const at = stack.indexOf(message)
  const lines = at < 0 ? [] : stack.slice(at + message.length).split('\n')
  return lines.find((line) => /^\s*at /.test(line))?.trim() ?? ''
}
