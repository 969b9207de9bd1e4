import { accessSync, constants } from 'node:fs'

/** Where a search for Chromium ended. */
export type BrowserSearch = { readonly path: string } | { readonly path?: undefined; readonly lookedAt: readonly string[] }

/** Parts of the machine that the search looks at. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly isExecutable: (file: string) => boolean
}

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge']
const variables = ['MILEPOST_CHROMIUM', 'CHROME_PATH'] as const

const places: Partial<Record<NodeJS.Platform, (env: NodeJS.ProcessEnv) => string[]>> = {
  linux: () => [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/opt/google/chrome/chrome',
    '/snap/bin/chromium',
  ],
  darwin: (env) =>
    ['', env.HOME ?? ''].flatMap((home) => [
      `${home}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${home}/Applications/Chromium.app/Contents/MacOS/Chromium`,
      `${home}/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
    ]),
  win32: (env) =>
    [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((base) =>
      base ? [`${base}\\Google\\Chrome\\Application\\chrome.exe`, `${base}\\Microsoft\\Edge\\Application\\msedge.exe`] : [],
    ),
}

/**
 * Looks for Chromium or a browser made from it: first where `MILEPOST_CHROMIUM` or `CHROME_PATH` points, then on the PATH, then in the usual places.
 * A variable that points nowhere ends the search, because somebody meant that browser and no other.
 */
export function findBrowser(machine: Machine = thisMachine): BrowserSearch {
  const { env, platform, isExecutable } = machine
  const named = variables.find((variable) => env[variable])
  const windows = platform === 'win32'
  const onPath = (env.PATH ?? '')
    .split(windows ? ';' : ':')
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => (windows ? `${folder}\\${name}.exe` : `${folder}/${name}`)))
  const candidates = named ? [env[named] ?? ''] : [...onPath, ...(places[platform]?.(env) ?? [])]
  const path = candidates.find(isExecutable)
  if (path) return { path }
  const told = named ? `${named}=${env[named]}` : `${variables.join(' and ')} (not set)`
  return { lookedAt: named ? [told] : [told, `the PATH, for ${names.join(', ')}`, ...(places[platform]?.(env) ?? [])] }
}

const thisMachine: Machine = {
  env: process.env,
  platform: process.platform,
  isExecutable: (file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  },
}

/** The one command that brings a browser to a machine. */
export const installCommand = (platform: NodeJS.Platform): string =>
  ({ darwin: 'brew install --cask chromium', win32: 'winget install Google.Chrome' })[platform as string] ?? 'sudo apt-get install chromium'
