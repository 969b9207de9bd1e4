import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { applyMigrations, bundleWorker, startWorker } from '../../bench/support/local-worker.ts'
import { root } from '../../scripts/settings.ts'
import type { SmallDisk } from './small-disk.ts'

/** A real collector that can be killed at any moment, and started again on what it has left behind. */
export interface KillableCollector {
  /** Where it listens now; elsewhere after every start. */
  url(): string
  readonly token: string
  /** Folder of the database. */
  readonly database: string
  /** Ends everything that belongs to it as `kill -9` does, in the middle of whatever it does, and waits until it is gone. */
  kill(): Promise<void>
  start(): Promise<void>
  /** Reads rows from the database; only while the collector is not running. */
  read<Row>(sql: string, ...values: unknown[]): Promise<Row[]>
  end(): Promise<void>
}

interface KillableOptions {
  /** The Worker to run in place of the collector's own. */
  readonly entry?: string
  /** Folder for the database, in place of one of its own. */
  readonly database?: string
  /** What its database is to lie on. */
  readonly disk?: SmallDisk
}

/** Makes an empty database and starts a collector on it. */
export async function startKillable({ entry, disk, ...options }: KillableOptions = {}): Promise<KillableCollector> {
  const state = mkdtempSync(join(tmpdir(), 'milepost-killable-'))
  const { database = join(state, 'database') } = options
  const token = 'token-for-faults'
  const worker = { script: await bundleWorker(join(state, 'bundle'), entry), database, bindings: { ADMIN_TOKEN: token } }
  let child: ChildProcess | undefined
  let url = ''

  async function read<Row>(sql: string, ...values: unknown[]): Promise<Row[]> {
    disk?.copyTo(database)
    const { db, end } = await startWorker(worker)
    try {
      return (
        await db
          .prepare(sql)
          .bind(...values)
          .all<Row>()
      ).results
    } finally {
      await end()
    }
  }

  async function start(): Promise<void> {
    const own = disk ? { ...worker, database: disk.folder } : worker
    const args = [join(import.meta.dirname, 'bundled-worker-process.ts'), JSON.stringify(own)]
    const [command, all] = disk?.command(process.execPath, args) ?? [process.execPath, args]
    // A group of its own, so that workerd is killed with what has started it.
    const started = spawn(command, all, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    child = started
    let log = ''
    started.stderr?.on('data', (chunk) => {
      log += chunk
    })
    const lines = createInterface(started.stdout)
    const [line] = (await Promise.race([
      once(lines, 'line'),
      once(started, 'exit').then(() => Promise.reject(new Error(`The collector ended:\n${log}`))),
    ])) as [string]
    url = line
  }

  async function kill(): Promise<void> {
    const { pid, exitCode, signalCode } = child ?? {}
    if (!child || pid === undefined || exitCode !== null || signalCode !== null) return
    const closed = once(child, 'close')
    process.kill(-pid, 'SIGKILL')
    await closed
    // workerd is no child of this process: its group is empty when it has let go of the database, too.
    while (isGroup(pid)) await new Promise((resolve) => setTimeout(resolve, 5))
    child = undefined
  }

  const killAtExit = () => {
    if (child?.pid !== undefined && isGroup(child.pid)) process.kill(-child.pid, 'SIGKILL')
  }
  process.once('exit', killAtExit)
  const empty = await startWorker(worker)
  await applyMigrations(empty.db)
  await empty.end()
  disk?.copyFrom(database)
  await start()
  return {
    url: () => url,
    token,
    database,
    kill,
    start,
    read,
    async end() {
      await kill()
      process.removeListener('exit', killAtExit)
      rmSync(state, { recursive: true, force: true })
    },
  }
}

/** Whether any process of a group is there. */
function isGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 0)
  } catch {
    return false
  }
}
