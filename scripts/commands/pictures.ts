import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { provideBrowser } from '../provide-browser.ts'
import { root, settings } from '../settings.ts'
import { type Started, start } from '../start.ts'

// Takes the pictures of the README: the demo page with an order placed, as a light and as a dark screen shows it.
// It starts Milepost on an empty state folder of its own, so that nothing of the person who runs it gets into a picture.

const SCREEN = { width: 1120, height: 860 }

const state = mkdtempSync(join(tmpdir(), 'milepost-pictures-'))
const folder = join(root, 'docs', 'images')
mkdirSync(folder, { recursive: true })
const chosen = settings(process.env)
let started: Started | undefined
try {
  started = await start({ ...chosen, state }, new AbortController().signal)
  const browser = await chromium.launch({ executablePath: provideBrowser(), chromiumSandbox: process.getuid?.() !== 0 })
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: SCREEN, colorScheme, reducedMotion: 'reduce' })
    await page.goto(`http://127.0.0.1:${chosen.demoPort}/script-tag/`)
    await page.waitForFunction('!!window.milepost?.d')
    await page.getByRole('textbox', { name: 'Order ID' }).fill('A-10042')
    await page.getByRole('button', { name: 'Place order' }).click()
    await page.getByRole('heading', { name: 'Stored row' }).waitFor()
    // What the page shows, no more and no less.
    const height = await page.evaluate<number>('document.documentElement.scrollHeight')
    await page.setViewportSize({ ...SCREEN, height })
    await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)')
    const file = join(folder, `demo-${colorScheme}.png`)
    await page.screenshot({ path: file })
    console.log(`${file}: ${Math.ceil(statSync(file).size / 1024)} KiB`)
  }
  await browser.close()
} finally {
  await started?.end()
  rmSync(state, { recursive: true })
}
process.exit()
