import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
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

const migrationFiles = readdirSync(migrations)
  .filter((name) => name.endsWith('.sql'))
  .sort()

/** Every statement of the migrations, in order. */
export const migrationStatements = (): string[] =>
  migrationFiles.flatMap((name) => readFileSync(join(migrations, name), 'utf8').split('--> statement-breakpoint'))

/** Makes the tables, and notes the migrations as wrangler does: `/healthz` looks for the newest. */
export async function applyMigrations(db: Database): Promise<void> {
  const run = (sql: string, ...values: unknown[]) =>
    db
      .prepare(sql)
      .bind(...values)
      .run()
  for (const sql of migrationStatements()) await run(sql)
  await run('create table d1_migrations (id integer primary key autoincrement, name text)')
  for (const name of migrationFiles) await run('insert into d1_migrations (name) values (?1)', name)
}

/** A Worker in workerd, with a D1 of its own. */
export interface RunningWorker {
  readonly db: Database
  /** Of workerd itself: nothing of Miniflare's is between this address and the Worker. */
  readonly url: URL
  end(): Promise<void>
}

interface StartOptions {
  /** File of its bundle, by `bundleWorker`. */
  readonly script: string
  /** Folder for the database; what is in it already is used again. */
  readonly database: string
  readonly bindings?: Readonly<Record<string, string | boolean>>
}

/**
 * Bundles a Worker as it would be deployed.
 * @param file default the collector's
 * @returns the file of the bundle
 */
export async function bundleWorker(outdir: string, file?: string): Promise<string> {
  await runTool('wrangler', ['deploy', ...(file ? [file] : []), '--dry-run', '--outdir', outdir], quietWrangler(dirname(outdir)))
  return join(outdir, file ? basename(file).replace(/ts$/, 'js') : 'index.js')
}

/** Starts a Worker that is bundled. No development proxy stands before it. */
export async function startWorker({ script, database, bindings = {} }: StartOptions): Promise<RunningWorker> {
  const [, compatibilityDate = ''] = /^compatibility_date = "(.+)"$/m.exec(readFileSync(join(root, 'wrangler.toml'), 'utf8')) ?? []
  const options = convertV4MiniflareOptions({
    name: 'measured',
    modules: true,
    rootPath: dirname(script),
    scriptPath: script,
    compatibilityDate,
    compatibilityFlags: ['nodejs_compat'],
    d1Databases: { DB: 'bench' },
    resourcePersistencePath: database,
    bindings,
    unsafeDirectSockets: [{ host: '127.0.0.1', port: 0 }],
  })
  const miniflare = new Miniflare(options)
  await miniflare.ready
  return {
    db: (await miniflare.getD1Database('DB')) as unknown as Database,
    url: await miniflare.unsafeGetDirectURL('measured'),
    end: () => miniflare.dispose(),
  }
}

/**
 * Builds and starts the collector.
 * @param state folder for the bundle and the database; what is in it already is used again
 */
export async function startLocalWorker(state: string): Promise<LocalWorker> {
  await buildRooms('collector', 'editor')
  const script = await bundleWorker(join(state, 'bundle'))
  const token = 'token-for-measurements'
  const { db, url, end } = await startWorker({ script, database: join(state, 'worker'), bindings: { ADMIN_TOKEN: token } })
  return {
    db,
    async call(method, path, body, key = token) {
      const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
      const response = await fetch(new URL(path, url), { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
      return { status: response.status, text: await response.text() }
    },
    end,
  }
}
