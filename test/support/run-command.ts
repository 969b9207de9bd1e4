import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../../scripts/settings.ts'

/** A command of the root's package.json while it runs. */
export interface RunningCommand {
  readonly child: ChildProcess
  /** What it has printed so far, on both streams. */
  output(): string
  /** Waits until it has printed something; throws with its output when it ends before. */
  printed(text: string): Promise<void>
  /** Its exit code; `null` when a signal ended it. */
  readonly ended: Promise<number | null>
}

/** Runs `npm run <command>` without npm, and without a terminal. */
export function runCommand(command: string, env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): RunningCommand {
  const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), command, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let look = () => {}
  const keep = (chunk: Buffer) => {
    output += chunk
    look()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    child,
    output: () => output,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        look = () => output.includes(text) && resolve()
        look()
        ended.then(() => reject(new Error(`${command} ended without printing ${JSON.stringify(text)}:\n${output}`)))
      }),
  }
}
