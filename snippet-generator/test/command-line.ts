import { type ProcessLike, run } from '../src/cli/run.js'

/** What a command printed and ended with. */
export interface Ended {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

interface StartOptions {
  readonly env?: Record<string, string>
  readonly cwd?: string
  readonly isTTY?: boolean
}

/** Runs the command line whole, with streams that are kept. */
export async function milepost(args: readonly string[], { env = {}, cwd = '/', isTTY = false }: StartOptions = {}): Promise<Ended> {
  const printed = { stdout: '', stderr: '' }
  const output = (name: keyof typeof printed) => ({
    isTTY,
    write: (text: string) => {
      printed[name] += text
    },
  })
  const process: ProcessLike = {
    argv: ['node', 'milepost', ...args],
    env,
    cwd: () => cwd,
    stdout: output('stdout'),
    stderr: output('stderr'),
  }
  return { exitCode: await run(process), ...printed }
}
