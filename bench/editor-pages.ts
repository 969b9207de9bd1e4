import { mkdtempSync, rmSync } from 'node:fs'
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
import { medianOf } from './support/median-of.ts'
import { keepResult, type Row, target } from './support/result.ts'
import { wholeOf } from './support/whole-of.ts'

const BASELINE: MeasuredPage = { name: 'baseline: /docs without its viewer', path: '/docs', heading: '', signedIn: false }

/**
 * Opens every page of the editor in Chromium, of a collector that is started as `npm start` does, beside a page of the same Worker that is
 * nothing but HTML. Each time in a browser that has never been there. Prints a table of medians and writes it to `bench/results/editor-pages.json`.
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
    const rows: Row[] = []
    let base: number | undefined
    for (const { name, path, heading, signedIn: known } of [BASELINE, ...pages, { ...BASELINE, name: 'baseline again' }]) {
      const times: Opened[] = []
      // Once more than is counted, so that the server is warm.
      for (let run = 0; run <= runs; run++)
        times.push(await open(browser, known ? { extraHTTPHeaders: { Cookie: signedIn } } : {}, collector + path, heading))
      const median = (value: keyof Opened) => Math.round(medianOf(times.slice(1).map((one) => one[value])))
      const interactive = median('interactive')
      base ??= interactive
      rows.push({
        name,
        values: {
          heading: median('heading'),
          interactive,
          toBaseline: interactive / base,
          kilobytes: median('bytes') / 1000,
          requests: median('requests'),
        },
        ...(path === BASELINE.path && { peer: true }),
      })
    }
    return keepResult(
      {
        name: 'editor-pages',
        title: 'Pages of the editor',
        settings: { runs },
        subject: 'Page',
        columns: [
          { key: 'heading', name: 'Heading', unit: 'ms' },
          { key: 'interactive', name: 'Interactive', unit: 'ms' },
          { key: 'toBaseline', name: 'to the baseline', unit: '×', digits: 1 },
          { key: 'kilobytes', name: 'Transferred', unit: 'kB' },
          { key: 'requests', name: 'Requests' },
        ],
        rows,
        targets: rows
          .filter(({ peer }) => !peer)
          .map(({ name, values }) => target(`${name}, interactive`, Number(values.interactive), 'at most', budgetMs, 'ms')),
      },
      values.results,
      browser.version(),
    )
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
