import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Settings } from './settings.ts'
import { quietWrangler, startTool } from './tool.ts'

/** A collector that runs on this machine. */
export interface CollectorProcess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Settles when the process ends by itself, with the last lines of its log. */
  readonly died: Promise<Error>
  /** Ends the process and everything it has started. Safe to call again. */
  end(): Promise<void>
}

const STARTED_WITHIN_MS = 90_000
const ENDED_WITHIN_MS = 5_000

/**
 * Starts `wrangler dev` and waits until the collector answers. Its output goes to `logs/collector.log` in the state folder.
 * @param giveUp ends the wait
 * @param entry the Worker to run in place of the one in wrangler.toml: tests run one whose clock they move
 * @throws when it ends or stays silent, with the last lines of its log
 */
export async function startCollector({ state, port, vars }: Settings, giveUp: AbortSignal, entry?: string): Promise<CollectorProcess> {
  const url = `http://127.0.0.1:${port}`
  const log = join(state, 'logs', 'collector.log')
  const output = openSync(log, 'w')
  const args = [
    'dev',
    ...(entry ? [entry] : []),
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--inspector-port',
    '0',
    '--persist-to',
    join(state, 'worker'),
  ]
  const overrides = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`])
  const child = startTool('wrangler', [...args, '--show-interactive-dev-session=false', ...overrides], {
    env: quietWrangler(state),
    stdio: ['ignore', output, output],
    // A group of its own: Ctrl-C in a terminal then reaches only the script that ends it, and ending the group ends the runtime below wrangler too.
    detached: process.platform !== 'win32',
  })
  closeSync(output)

  let ending = false
  const died = new Promise<Error>((resolve) => {
    const tell = () => ending || resolve(new Error(`The collector has ended unexpectedly. The end of ${log}:\n${lastLines(log)}`))
    child.on('exit', tell)
    child.on('error', tell)
  })
  const killAtExit = () => signalGroup(child.pid, 'SIGKILL')
  process.once('exit', killAtExit)
  const end = async () => {
    ending = true
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      signalGroup(child.pid, signal)
      for (const until = Date.now() + ENDED_WITHIN_MS; signalGroup(child.pid, 0) && Date.now() < until; ) await pause(20)
    }
    process.removeListener('exit', killAtExit)
  }

  const problem = await Promise.race([died, answers(url, AbortSignal.any([giveUp, AbortSignal.timeout(STARTED_WITHIN_MS)]))])
  if (!problem) return { url, died, end }
  await end()
  throw problem === 'silent' ? new Error(`The collector did not answer in time. The end of ${log}:\n${lastLines(log)}`) : problem
}

/** Signals a process and everything below it. @returns whether anything of it is left */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch {
    return false
  }
}

/** Asks `/healthz` until it says yes. */
async function answers(url: string, giveUp: AbortSignal): Promise<'silent' | undefined> {
  while (!giveUp.aborted) {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    if (answer?.ok) return undefined
    await pause(100)
  }
  return 'silent'
}

function lastLines(file: string, lines = 40): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return '(no log)'
  }
}
