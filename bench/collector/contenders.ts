import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { buildRooms } from '../../scripts/build-rooms.ts'
import { root } from '../../scripts/settings.ts'
import { fillOnce, isFilled, SECTION, type Size } from '../read-side/fill.ts'
import { bundleWorker, type RunningWorker, startWorker } from '../support/local-worker.ts'
import { childrenCalled } from '../support/process-cpu.ts'

/** What is measured: the collector, a bare Worker that leaves the same rows behind, and one that stores the events alone. */
export const contenders = ['ours', 'bare', 'barest'] as const
export type Name = (typeof contenders)[number]

/** Files of the two bundles. */
export interface Scripts {
  readonly ours: string
  readonly bare: string
}

/** A Worker that is measured, with a database of its own. */
export interface Contender extends RunningWorker {
  readonly name: Name
  /** Of its workerd, where that can be found. */
  readonly pid: number | undefined
}

/** Bundles the Workers into a folder. */
export async function bundleAll(work: string): Promise<Scripts> {
  await buildRooms('collector', 'editor')
  return {
    ours: await bundleWorker(join(work, 'ours')),
    bare: await bundleWorker(join(work, 'bare'), join(root, 'bench', 'collector', 'bare-worker.ts')),
  }
}

/** Fills the database of a state folder, unless it is filled already; then nothing is touched in it. */
export async function fillState(state: string, size: Size, scripts: Scripts): Promise<void> {
  if (isFilled(state, size)) return
  const worker = await startWorker({ script: scripts.ours, database: join(state, 'worker') })
  try {
    await fillOnce(worker.db, state, size)
  } finally {
    await worker.end()
  }
}

/** Starts one of them on a database as it is. */
export async function startContender(name: Name, scripts: Scripts, database: string): Promise<Contender> {
  const before = childrenCalled('workerd')
  const worker = await startWorker(
    name === 'ours'
      ? { script: scripts.ours, database }
      : { script: scripts.bare, database, bindings: { SECTION, EVENTS_ONLY: name === 'barest' } },
  )
  const [pid] = childrenCalled('workerd').filter((one) => !before.includes(one))
  return { ...worker, name, pid }
}

/** Starts all of them, each on its own copy of a filled database. */
export async function startAll(scripts: Scripts, state: string, work: string): Promise<Contender[]> {
  const started: Contender[] = []
  for (const name of contenders) {
    const database = join(work, name)
    cpSync(join(state, 'worker'), database, { recursive: true })
    started.push(await startContender(name, scripts, database))
  }
  return started
}

/** How many rows a contender has stored, and what it has counted: to be compared with what was sent. */
export async function stockOf({ db }: Contender) {
  const { results } = await db
    .prepare(
      `select (select count(*) from events) as events, (select count(*) from profiles) as profiles, (select count(*) from identifiers) as identifiers,
         (select sum(count) from rollups where verdict = 'accepted') as counted, (select sum(count) from installations) as placed`,
    )
    .bind()
    .all<{ events: number; profiles: number; identifiers: number; counted: number | null; placed: number | null }>()
  const [stock] = results
  if (!stock) throw new Error('A database does not say what is in it')
  return stock
}
