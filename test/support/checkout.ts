import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from '../../scripts/settings.ts'

/** What a reader's commands must not meet: the state of this machine, and what the commands make themselves. */
const LEFT_OUT = ['.git', '.milepost', '.wrangler']

/**
 * Makes a folder that looks like the checkout to whoever works in it, so that what commands leave behind does not land in the real one.
 * @param folder where to make it
 */
export function likeCheckout(folder: string): void {
  mkdirSync(folder)
  for (const name of readdirSync(root)) if (!LEFT_OUT.includes(name)) symlinkSync(join(root, name), join(folder, name))
}

/** What one piece of a shell session has printed. */
export interface Printed {
  readonly output: string
  readonly errors: string
}

const MARK = '\u0001'

/**
 * Runs pieces of shell code one after the other in one shell, as a person does who works through a text. It ends with the first command that fails.
 * @returns what each piece has printed, of those that were reached, and the exit code
 */
export async function runSession(folder: string, pieces: readonly string[]): Promise<{ printed: Printed[]; code: number | null }> {
  const script = pieces.map((piece) => `printf '${MARK}'; printf '${MARK}' >&2\n${piece}`).join('\n')
  // What npm told the tests about itself would tell the reader's npm where it is.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|MILEPOST_|INIT_CWD$)/i.test(name)))
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { ...env, NO_COLOR: '1', CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const streams = [child.stdout, child.stderr].map(async (stream) => (await text(stream)).split(MARK).slice(1))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const [outputs = [], errors = []] = await Promise.all(streams)
  return { printed: outputs.map((output, index) => ({ output, errors: errors[index] ?? '' })), code }
}
