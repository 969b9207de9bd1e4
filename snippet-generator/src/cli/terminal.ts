import picocolors from 'picocolors'
import type { CliError } from './cli-error.js'

/** Where text goes: `process.stdout` is one. */
export interface Output {
  readonly isTTY?: boolean | undefined
  write(text: string): unknown
}

/** What the command line takes from a process, so that it can be run whole in a test. */
export interface ProcessLike {
  /** As `process.argv`: the first two are the runtime and the script. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: Output
  readonly stderr: Output
  cwd(): string
}

/** Prints for people, or one JSON document for programs. */
export interface Terminal {
  readonly colors: ReturnType<typeof picocolors.createColors>
  /** Prints the result of a command on standard output: the value with `--json`, else the text. */
  result(value: unknown, text: string): void
  /** Prints an error, on standard output with `--json`, so that there is always one document to read; else on standard error. */
  error(error: CliError): void
}

/** Colours are for a terminal only, and for nobody who sets NO_COLOR (https://no-color.org). */
export function createTerminal({ stdout, stderr, env }: ProcessLike, json: boolean): Terminal {
  const hasColors = (output: Output): boolean => Boolean(output.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb'
  const colors = picocolors.createColors(hasColors(stdout))
  const printJson = (value: unknown) => stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  return {
    colors,
    result: (value, text) => (json ? printJson(value) : stdout.write(text)),
    error({ code, message, hint, issues }) {
      if (json) return void printJson({ error: { code, message, ...(hint && { hint }), ...(issues.length && { issues }) } })
      const { red, dim } = picocolors.createColors(hasColors(stderr))
      const lines = [
        `${red('Error:')} ${printable(message)}`,
        ...issues.filter((issue) => issue.message !== message).map((issue) => `  ${printable(issue.message)}`),
      ]
      stderr.write(`${[...lines, ...(hint ? [dim(hint)] : [])].join('\n')}\n`)
    },
  }
}

/** Text from elsewhere without control characters, which would move the cursor or recolour the terminal. */
export const printable = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')
