import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CollectorProcess, startCollector } from '../../scripts/collector-process.ts'
import { adminToken } from '../../scripts/dev-vars.ts'
import { migrate } from '../../scripts/migrate.ts'
import { root } from '../../scripts/settings.ts'
import { freePorts } from './free-ports.ts'

/** A real collector with a database of its own in a temporary folder. */
export interface TestCollector {
  /** `http://127.0.0.1:<port>`, the same after every start. */
  readonly url: string
  readonly token: string
  start(): Promise<void>
  /** Ends the process; what is stored stays. */
  stop(): Promise<void>
  /** Ends the process and removes the folder. */
  end(): Promise<void>
}

/**
 * Makes an empty database and starts a collector on it.
 * @param entry the Worker to run in place of the one in wrangler.toml
 */
export async function startTestCollector(entry?: string): Promise<TestCollector> {
  const state = mkdtempSync(join(tmpdir(), 'milepost-collector-'))
  mkdirSync(join(state, 'logs'))
  const token = adminToken(join(root, '.dev.vars'))
  const [port = 0, demoPort = 0] = await freePorts(2)
  await migrate(state)
  let running: CollectorProcess | undefined
  const start = async () => {
    running = await startCollector({ state, port, demoPort, vars: {} }, new AbortController().signal, entry)
  }
  const stop = async () => running?.end()
  await start()
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    start,
    stop,
    async end() {
      await stop()
      rmSync(state, { recursive: true })
    },
  }
}
