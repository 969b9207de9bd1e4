import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { findBrowser, installCommand } from './find-browser.ts'

/**
 * Path of a browser for the browser tests. On Debian as root a missing one is installed; anywhere else the person is told how.
 * @throws with the places that were looked at and the one command that helps
 */
export function provideBrowser(): string {
  const found = findBrowser()
  if (found.path !== undefined) return found.path
  const chosen = process.env.MILEPOST_CHROMIUM || process.env.CHROME_PATH
  if (!chosen && isDebianRoot()) {
    console.log('No browser found: installing Chromium with apt-get …')
    aptGet('update')
    aptGet('install', '--no-install-recommends', '--yes', 'chromium')
    const installed = findBrowser()
    if (installed.path) return installed.path
  }
  const places = found.lookedAt.map((place) => `  ${place}`).join('\n')
  throw new Error(
    chosen
      ? `The browser tests need Chromium, and this is not one:\n${places}\nCorrect the variable, or unset it to have the usual places searched.`
      : `The browser tests need Chromium. Looked at:\n${places}\nInstall it with: ${installCommand(process.platform)}`,
  )
}

function isDebianRoot(): boolean {
  try {
    return process.getuid?.() === 0 && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

function aptGet(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stdout, stderr } = spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
  if (status !== 0) console.error(`apt-get ${args.join(' ')} failed.\n${stdout ?? ''}${stderr ?? ''}`.trim())
}
