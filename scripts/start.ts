import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type DemoServer, serveDemo } from '../examples/server/serve-demo.ts'
import { buildRooms } from './build-rooms.ts'
import { type CollectorProcess, startCollector } from './collector-process.ts'
import { ensureDemo } from './demo-data.ts'
import { adminToken } from './dev-vars.ts'
import { takeLock } from './lock.mjs'
import { management } from './management.ts'
import { migrate } from './migrate.ts'
import { assertFree } from './ports.ts'
import { root, type Settings } from './settings.ts'
import { setupLink } from './setup-link.ts'
import { startLock } from './state.ts'
import { welcome } from './welcome.ts'

/** Where `npm run dev` in examples/storefront serves the shop. */
const STOREFRONT = 'http://localhost:5173'

const ENDED_WITHIN_MS = 3_000

/** Everything that `npm start` has running. */
export interface Started {
  /** The lines a newcomer needs. */
  readonly lines: readonly string[]
  /** Settles when the collector ends by itself. */
  readonly died: Promise<Error>
  /** Ends all of it and frees the state folder. */
  end(): Promise<void>
}

/**
 * Builds and starts the collector with its demo, from whatever state the checkout is in.
 * @param ended aborts the start half-way, as Ctrl-C does
 * @throws with what is wrong and what to do, after ending what was already running
 */
export async function start(settings: Settings, ended: AbortSignal): Promise<Started> {
  const { state, port, demoPort } = settings
  let lock = takeLock(startLock(state))
  // One that was told to end a moment ago takes a moment to do so.
  for (const until = Date.now() + ENDED_WITHIN_MS; !lock.release && Date.now() < until; lock = takeLock(startLock(state))) await pause(100)
  const { release, owner } = lock
  if (!release) throw new Error(`Milepost is already running here (process ${owner}). End it with Ctrl-C there, or with: kill ${owner}`)
  let collector: CollectorProcess | undefined
  let demo: DemoServer | undefined
  const end = async () => {
    await demo?.end()
    await collector?.end()
    release()
  }
  try {
    mkdirSync(join(state, 'logs'), { recursive: true })
    await assertFree(port, 'PORT')
    await assertFree(demoPort, 'DEMO_PORT')
    const token = adminToken(join(root, '.dev.vars'))
    ended.throwIfAborted()
    console.log('Building …')
    // The collector itself is bundled by wrangler, from its sources.
    await buildRooms('sdk', 'snippet-generator', 'editor')
    ended.throwIfAborted()
    await migrate(state)
    ended.throwIfAborted()
    console.log('Starting the collector …')
    collector = await startCollector(settings, ended)
    const call = management(collector.url, token)
    const origins = [`http://127.0.0.1:${demoPort}`, `http://localhost:${demoPort}`, STOREFRONT]
    const { section, event } = await ensureDemo(call, origins)
    demo = await serveDemo({ port: demoPort, collector: collector.url, call, section: section.id, discriminator: event.discriminator })
    const lines = await welcome({ collector: collector.url, setupLink: await setupLink(call), demo: demo.url, section, event })
    return { lines, died: collector.died, end }
  } catch (error) {
    await end()
    throw error
  }
}
