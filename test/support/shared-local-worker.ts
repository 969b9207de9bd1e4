import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { applyMigrations, bundleWorker, type Database, startWorker } from '../../bench/support/local-worker.ts'
import { buildRooms } from '../../scripts/build-rooms.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where tests, which run in processes of their own, put SQL to the collector's database. */
    database: string
  }
}

let end: (() => Promise<void>) | undefined

/** One collector for all hostile tests, as it would be deployed and with no proxy before it, which would take half of what is sent to it. */
export async function setup({ provide }: TestProject): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'milepost-hostile-'))
  const token = 'token-for-hostile-tests'
  await buildRooms('collector', 'editor')
  const script = await bundleWorker(join(state, 'bundle'))
  const worker = await startWorker({ script, database: join(state, 'database'), bindings: { ADMIN_TOKEN: token } })
  await applyMigrations(worker.db)
  const database = await serve(worker.db)
  end = async () => {
    database.close()
    await worker.end()
    rmSync(state, { recursive: true })
  }
  provide('collector', worker.url.origin)
  provide('token', token)
  provide('database', `http://127.0.0.1:${(database.address() as AddressInfo).port}`)
}

export const teardown = (): Promise<void> | undefined => end?.()

async function serve(db: Database): Promise<Server> {
  const server = createServer(async (request, response) => {
    try {
      const { results } = await db
        .prepare(await text(request))
        .bind()
        .all<unknown>()
      response.end(JSON.stringify(results))
    } catch (error) {
      response.writeHead(500).end(String(error))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
