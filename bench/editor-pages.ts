import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { adminToken } from '../scripts/dev-vars.ts'
import { management } from '../scripts/management.ts'
import { provideBrowser } from '../scripts/provide-browser.ts'
import { root } from '../scripts/settings.ts'
import { start } from '../scripts/start.ts'
import { freePorts } from '../test/support/free-ports.ts'
import { type Opened, open } from './editor-pages/open.ts'
import { type MeasuredPage, pagesOf } from './editor-pages/pages.ts'
import { wholeOf } from './support/whole-of.ts'

const BASELINE: MeasuredPage = { name: 'baseline: /docs without its viewer', path: '/docs', heading: '', signedIn: false }

/**
 * Opens every page of the editor in Chromium, of a collector that is started as `npm start` does, beside a page of the same Worker that is
 * nothing but HTML. Each time in a browser that has never been there. Prints medians and writes them to `bench/results/editor-pages.json`.
 * @returns whether every page was interactive within the budget
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '5' },
      'budget-ms': { type: 'string', default: '1000' },
      only: { type: 'string', default: '' },
      results: { type: 'string', default: join(root, 'bench', 'results') },
    },
  })
  const [runs, budgetMs] = [wholeOf('runs', values.runs), wholeOf('budget-ms', values['budget-ms'])]
  const state = mkdtempSync(join(tmpdir(), 'milepost-bench-'))
  const [port = 0, demoPort = 0] = await freePorts(2)
  const collector = `http://127.0.0.1:${port}`
  const started = await start({ state, port, demoPort, vars: {} }, new AbortController().signal)
  const browser = await chromium.launch({ executablePath: provideBrowser(), args: ['--no-sandbox'] })
  try {
    const call = management(collector, adminToken(join(root, '.dev.vars')))
    const signedIn = await signIn((await call<{ url: string }>('POST', '/v1/setup-links')).url, collector)
    const pages = (await pagesOf(call, collector)).filter(({ name }) => name.includes(values.only))
    const timings = []
    for (const { name, path, heading, signedIn: known } of [BASELINE, ...pages, { ...BASELINE, name: 'baseline again' }]) {
      const times: Opened[] = []
      // Once more than is counted, so that the server is warm.
      for (let run = 0; run <= runs; run++)
        times.push(await open(browser, known ? { extraHTTPHeaders: { Cookie: signedIn } } : {}, collector + path, heading))
      const median = (value: keyof Opened) =>
        Math.round(
          times
            .slice(1)
            .map((one) => one[value])
            .sort((a, b) => a - b)[runs >> 1] ?? 0,
        )
      timings.push({
        name,
        heading: median('heading'),
        interactive: median('interactive'),
        bytes: median('bytes'),
        requests: median('requests'),
      })
    }
    const width = Math.max(...timings.map(({ name }) => name.length))
    const line = (name: string, ...cells: string[]) => [name.padEnd(width), ...cells.map((cell) => cell.padStart(11))].join(' ')
    console.log(line('Page', 'heading', 'interactive', 'transferred', 'requests'))
    for (const { name, heading, interactive, bytes, requests } of timings)
      console.log(line(name, `${heading} ms`, `${interactive} ms`, `${Math.round(bytes / 1000)} kB`, String(requests)))
    mkdirSync(values.results, { recursive: true })
    writeFileSync(
      join(values.results, 'editor-pages.json'),
      `${JSON.stringify({ runs, budgetMs, browser: browser.version(), node: process.version, timings }, null, 2)}\n`,
    )
    const over = timings.filter(({ interactive }) => interactive > budgetMs)
    for (const { name, interactive } of over) console.error(`${name}: interactive after ${interactive} ms, over ${budgetMs} ms`)
    return !over.length
  } finally {
    await browser.close()
    await started.end()
    rmSync(state, { recursive: true, force: true })
  }
}

/** Becomes the administrator. @returns the cookies */
async function signIn(setupLink: string, collector: string): Promise<string> {
  const token = new URL(setupLink).hash.slice(1)
  const answer = await fetch(`${collector}/v1/links/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: 'Measured', email: 'measured@shop.example', password: 'correct horse battery' }),
  })
  if (!answer.ok) throw new Error(`the set-up link was answered ${answer.status}: ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
