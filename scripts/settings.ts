import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Folder of the checkout. */
export const root = join(import.meta.dirname, '..')

/** What `npm start` can be told through the environment. */
export interface Settings {
  /** Folder that holds everything a start leaves behind. `MILEPOST_STATE`, default `.milepost`. */
  readonly state: string
  /** Where the collector listens on 127.0.0.1. `PORT`, default 8787. */
  readonly port: number
  /** Where the demo pages are served, an origin of their own. `DEMO_PORT`, default the port after the collector's. */
  readonly demoPort: number
  /** Variables of the Worker that the environment overrides, such as `EDIT_LOCK_SECONDS`. */
  readonly vars: Readonly<Record<string, string>>
}

/**
 * Reads the settings.
 * @throws when a port is not one, naming the variable
 */
export function settings(env: NodeJS.ProcessEnv, wranglerToml = readFileSync(join(root, 'wrangler.toml'), 'utf8')): Settings {
  const port = portOf(env, 'PORT', 8787)
  const demoPort = portOf(env, 'DEMO_PORT', port === 65535 ? port - 1 : port + 1)
  if (port === demoPort) throw new Error(`PORT and DEMO_PORT are both ${port}; the collector and the demo need one each.`)
  const vars = Object.fromEntries(varNames(wranglerToml).flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
  return { state: stateFolder(env), port, demoPort, vars }
}

/** Folder that holds everything a start leaves behind. */
export const stateFolder = (env: NodeJS.ProcessEnv): string => resolve(root, env.MILEPOST_STATE || '.milepost')

function portOf(env: NodeJS.ProcessEnv, name: string, byDefault: number): number {
  const port = env[name] ? Number(env[name]) : byDefault
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw new Error(`${name} must be a port number from 1 to 65535, received ${JSON.stringify(env[name])}.`)
}

/** Names in the `[vars]` table of a wrangler.toml: one `NAME = value` per line, which is how this project writes it. */
export function varNames(toml: string): string[] {
  const table = /^\[vars\][^\n]*\n((?:(?!\[)[^\n]*(?:\n|$))*)/m.exec(toml)?.[1] ?? ''
  return [...table.matchAll(/^\s*([A-Za-z_]\w*)\s*=/gm)].flatMap(([, name]) => name ?? [])
}
