import { type SpawnOptions, spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './settings.ts'

/** The command-line tools that the scripts run, by the file that starts them: no shell, no PATH, the same Node as this process. */
const files = {
  tsc: 'typescript/bin/tsc',
  rollup: 'rollup/dist/bin/rollup',
  wrangler: 'wrangler/bin/wrangler.js',
  vite: 'vite/bin/vite.js',
  vitest: 'vitest/vitest.mjs',
  publint: 'publint/src/cli.js',
  stryker: '@stryker-mutator/core/bin/stryker.js',
  attw: '@arethetypeswrong/cli/dist/index.js',
} as const
export type Tool = keyof typeof files

/** Keeps wrangler to itself: no telemetry, no questions, no look-ups, no log files of its own. */
export const quietWrangler = (state: string): NodeJS.ProcessEnv => ({
  ...process.env,
  CI: 'true',
  NO_COLOR: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_NO_SKILLS_UPDATE_PROMPTS: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  WRANGLER_REGISTRY_PATH: join(state, 'registry'),
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
})

/** Starts a tool in the checkout. */
export const startTool = (tool: Tool, args: readonly string[], options: SpawnOptions = {}) =>
  spawn(process.execPath, [join(root, 'node_modules', files[tool]), ...args], { cwd: root, ...options })

/**
 * Runs a tool to its end and keeps its output to itself.
 * @returns what it printed
 * @throws with everything it printed when it fails
 */
export function runTool(tool: Tool, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const child = startTool(tool, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${tool} ${args.join(' ')} failed.\n${output.trim()}`))))
  })
}
