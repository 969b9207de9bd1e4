import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { buildRooms } from '../scripts/build-rooms.ts'
import { provideBrowser } from '../scripts/provide-browser.ts'
import { root } from '../scripts/settings.ts'
import { startSite } from '../test/support/site.ts'
import { contenders, SINK } from './page/contenders.ts'
import { type Loaded, load } from './page/load.ts'
import { isolated } from './page/open-page.ts'
import { startSink } from './page/sink.ts'
import { leave, persists, wire } from './page/wire.ts'
import { work } from './page/work.ts'
import { keepResult, target } from './support/result.ts'
import { wholeOf } from './support/whole-of.ts'

/**
 * Measures in Chromium what reporting events costs a page: ours, two bare baselines, and peers from npm, each in a page of its own that sends
 * to a server of another origin. Prints a table and writes it to `bench/results/page.json`.
 * @returns whether every target was met
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      loads: { type: 'string', default: '20' },
      bursts: { type: 'string', default: '100' },
      size: { type: 'string', default: '20' },
      only: { type: 'string', default: '' },
      results: { type: 'string', default: join(root, 'bench', 'results') },
    },
  })
  const [loads, bursts, size] = [wholeOf('loads', values.loads), wholeOf('bursts', values.bursts), wholeOf('size', values.size)]
  await buildRooms('sdk')
  const chosen = contenders.filter(({ key, kind }) => kind !== 'peer' || !values.only || values.only.split(',').includes(key))
  const [site, sink] = [await startSite(), await startSink()]
  const browser = await chromium.launch({ executablePath: provideBrowser(), args: ['--no-sandbox'] })
  try {
    const url = site.page('/measured', '<!doctype html><title>Shop</title><h1>Shop</h1>', isolated)
    const elsewhere = site.page('/elsewhere', '<!doctype html><title>Shop</title><h1>Elsewhere</h1>', isolated)
    // Each measurement has a name of its own at the server, so that nothing that comes late is counted for another.
    const all = await Promise.all(
      chosen.map(async (one) => {
        const text = await one.script()
        const script = (what: string) => text.replaceAll(`${new URL(SINK).host}/${one.key}`, `${new URL(sink.url).host}/${what}-${one.key}`)
        return { ...one, script, loaded: [] as Loaded[] }
      }),
    )
    for (let round = 0; round < loads; round++)
      for (const [index] of all.entries()) {
        const one = all[(index + round) % all.length]
        one?.loaded.push(await load(browser, url, one.key, one.script('load')))
      }
    // All at once, since each is idle most of the time, and none of them is measured while the machine is better off.
    const [control, ...worked] = await Promise.all(
      [undefined, ...all].map(async (one, index) => {
        await pause(index * 80)
        const key = `work-${one?.key ?? 'control'}`
        return work(browser, url, key, one?.script('work'), { bursts, size }, () => sink.arrived(key).events)
      }),
    )
    const events = bursts * size
    // Counts only, which nobody disturbs.
    const measured = await Promise.all(
      all.map(async (one, index) => {
        const { calls = Number.NaN, mainThread = Number.NaN } = worked[index] ?? {}
        const wired = await wire(browser, url, `wire-${one.key}`, one.script('wire'), sink)
        return {
          ...one,
          start: median(one.loaded.map(({ start }) => start)),
          firstTrack: median(one.loaded.map(({ firstTrack }) => firstTrack)),
          perCall: (calls / events) * 1000,
          perEvent: ((mainThread - (control?.mainThread ?? 0)) / events) * 1000,
          requests: wired.requests,
          bytes: wired.bytes,
          left: await leave(browser, url, elsewhere, `leave-${one.key}`, one.script('leave'), sink),
          keeps: await persists(browser, url, `keep-${one.key}`, one.script('keep')),
        }
      }),
    )
    const of = (key: string) => measured.find((one) => one.key === key)
    const [beacon, memory, ours] = [of('beacon')?.start ?? 0, of('memory')?.perEvent ?? 0, of('script')]
    const peers = measured.filter(({ kind }) => kind === 'peer')
    const fastest = Math.min(...peers.filter(({ keeps }) => keeps).map(({ perEvent }) => perEvent))
    const rows = measured.map(({ name, kind, start, firstTrack, perCall, perEvent, requests, bytes, left, keeps }) => ({
      name,
      values: {
        start,
        startRatio: start / beacon,
        firstTrack,
        perCall,
        perEvent,
        perEventRatio: perEvent / memory,
        requests,
        bytes,
        left,
        keeps: keeps ? 'yes' : 'no',
      },
      ...(kind !== 'ours' && { peer: true }),
    }))
    return keepResult(
      {
        name: 'page',
        title: 'In the page',
        settings: { loads, events, perSecond: size },
        subject: 'Tracker',
        columns: [
          { key: 'start', name: 'Evaluate and start', unit: 'ms', digits: 2 },
          { key: 'startRatio', name: 'to the snippet', unit: '×', digits: 1 },
          { key: 'firstTrack', name: 'First track', unit: 'ms', digits: 2 },
          { key: 'perCall', name: 'Call', unit: 'µs' },
          { key: 'perEvent', name: 'Main thread per event', unit: 'µs' },
          { key: 'perEventRatio', name: 'to memory', unit: '×', digits: 1 },
          { key: 'requests', name: 'Requests for 20' },
          { key: 'bytes', name: 'Bytes for 20', unit: 'B' },
          { key: 'left', name: 'Of 20 when leaving' },
          { key: 'keeps', name: 'Survives a crash' },
        ],
        rows,
        targets: [
          target('Evaluating and starting the page script, to the ten-line snippet', (ours?.start ?? 0) / beacon, 'at most', 2, '×'),
          ...(peers.length
            ? [
                target(
                  'Evaluating and starting the page script, to the fastest peer',
                  (ours?.start ?? 0) / Math.min(...peers.map(({ start }) => start)),
                  'at most',
                  1,
                  '×',
                ),
              ]
            : []),
          target('Main thread per event, to batching in memory', (ours?.perEvent ?? 0) / memory, 'at most', 3, '×'),
          ...(fastest < Number.POSITIVE_INFINITY
            ? [target('Main thread per event, to the fastest peer that persists', (ours?.perEvent ?? 0) / fastest, 'at most', 0.1, '×')]
            : []),
          target('Requests for 20 events within one second', ours?.requests ?? Number.NaN, 'at most', 2),
          target('Events of 20 that arrive when the page is left', ours?.left ?? Number.NaN, 'at least', 20),
        ],
      },
      values.results,
      browser.version(),
    )
  } finally {
    await browser.close()
    await site.end()
    await sink.end()
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
