import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convertV4MiniflareOptions, Miniflare } from 'miniflare'
import { buildRooms } from '../../scripts/build-rooms.ts'
import { root } from '../../scripts/settings.ts'
import { quietWrangler, runTool } from '../../scripts/tool.ts'

/** What of Cloudflare's D1 a measurement uses. */
export interface Database {
  prepare(sql: string): {
    bind(...values: unknown[]): { run(): Promise<unknown>; all<Row>(): Promise<{ results: Row[] }> }
  }
}

/** The Worker as it would be deployed, in workerd, with a D1 of its own. No development proxy stands before it. */
export interface LocalWorker {
  readonly db: Database
  /** Calls the management API with the token, or that of integrations with a key. */
  call(method: string, path: string, body?: unknown, key?: string): Promise<{ status: number; text: string }>
  end(): Promise<void>
}

const migrations = join(root, 'collector', 'migrations')

/** Every statement of the migrations, in order. */
export const migrationStatements = (): string[] =>
  readdirSync(migrations)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .flatMap((name) => readFileSync(join(migrations, name), 'utf8').split('--> statement-breakpoint'))

/**
 * Builds and starts the Worker.
 * @param state folder for the bundle and the database; what is in it already is used again
 */
export async function startLocalWorker(state: string): Promise<LocalWorker> {
  await buildRooms('collector', 'editor')
  const outdir = join(state, 'bundle')
  await runTool('wrangler', ['deploy', '--dry-run', '--outdir', outdir], quietWrangler(state))
  const [, compatibilityDate = ''] = /^compatibility_date = "(.+)"$/m.exec(readFileSync(join(root, 'wrangler.toml'), 'utf8')) ?? []
  const token = 'token-for-measurements'
  const options = convertV4MiniflareOptions({
    modules: true,
    rootPath: outdir,
    scriptPath: join(outdir, 'index.js'),
    compatibilityDate,
    compatibilityFlags: ['nodejs_compat'],
    d1Databases: { DB: 'bench' },
    resourcePersistencePath: join(state, 'worker'),
    bindings: { ADMIN_TOKEN: token },
  })
  const miniflare = new Miniflare(options)
  const url = await miniflare.ready
  return {
    db: (await miniflare.getD1Database('DB')) as unknown as Database,
    async call(method, path, body, key = token) {
      const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
      const response = await fetch(new URL(path, url), { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
      return { status: response.status, text: await response.text() }
    },
    end: () => miniflare.dispose(),
  }
}
