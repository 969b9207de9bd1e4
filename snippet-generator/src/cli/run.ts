import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { SnippetError } from '../snippet-error.js'
import { CliError } from './cli-error.js'
import { type Context, createContext, type GlobalOptions } from './context.js'
import { listCommand } from './list-command.js'
import { pullCommand } from './pull-command.js'
import { pushCommand } from './push-command.js'
import { snippetCommand } from './snippet-command.js'
import { createTerminal, type ProcessLike } from './terminal.js'

export type { ProcessLike } from './terminal.js'

/** Adds one command to the program. `contextOf` makes its context once its options are known. */
export type AddCommand = (program: Command, contextOf: (command: Command) => Context) => void

const commands: readonly AddCommand[] = [snippetCommand, pullCommand, pushCommand, listCommand]

const ENVIRONMENT = `
Environment:
  MILEPOST_URL    address of the collector (default: http://127.0.0.1:8787)
  MILEPOST_TOKEN  its ADMIN_TOKEN; never given on the command line, where others can read it
  NO_COLOR        turns colours off

Exit codes:
  0  done
  1  refused: by the collector, or because something given to the command is wrong
  2  not understood: an argument, an option or a setting is missing or wrong`

/** Runs the command line with the arguments, environment and streams of a process, and gives back its exit code. Never exits by itself. */
export async function run(process: ProcessLike): Promise<number> {
  let exitCode = 0
  const program = createProgram(process, (code) => {
    exitCode = code
  })
  try {
    await program.parseAsync([...process.argv])
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const told = explain(error)
    if (!told) throw error
    createTerminal(process, process.argv.includes('--json')).error(told)
    return told.exitCode
  }
}

function createProgram(process: ProcessLike, setExitCode: Context['setExitCode']): Command {
  const program = new Command('milepost')
    .description('Define custom events, and install them.')
    .version(packageVersion(), '-V, --version', 'print the version of this command')
    .option('--url <url>', 'address of the collector, instead of MILEPOST_URL')
    .option('--token-file <file>', 'file that holds the token, instead of MILEPOST_TOKEN (.dev.vars will do)')
    .option('--section <id>', 'section to work in; may be left out when there is only one')
    .option('--json', 'print one JSON document, errors included')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => process.stdout.write(text),
      writeErr: (text) => process.stderr.write(text),
      // Errors are told by `run`, in the same way as all others.
      outputError: () => {},
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', ENVIRONMENT)
    .exitOverride()
  for (const add of commands) add(program, (command) => createContext(process, command.optsWithGlobals<GlobalOptions>(), setExitCode))
  return program
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return version
}

/** A failure as what to tell of it; `undefined` for one that is our own mistake. */
function explain(error: unknown): CliError | undefined {
  if (error instanceof CliError) return error
  if (error instanceof CommanderError) return new CliError('usage_invalid', usageMessage(error))
  // All that commands generate from comes from the collector.
  if (error instanceof SnippetError)
    return new CliError('answer_unexpected', `The collector answered with a definition that cannot be: ${error.message}`)
  return undefined
}

const usageMessage = ({ code, message }: CommanderError): string =>
  code === 'commander.help' ? 'A command is missing' : message.replace(/^error: /, '').replaceAll('\n', ' ')
