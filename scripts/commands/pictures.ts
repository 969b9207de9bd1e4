import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { takeDemoPicture } from '../pictures/demo-picture.ts'
import { takeEditorPictures } from '../pictures/editor-pictures.ts'
import { provideBrowser } from '../provide-browser.ts'
import { root, settings } from '../settings.ts'
import { type Started, start } from '../start.ts'

// Takes the pictures of the README: the demo page with an order placed, and pages of the editor, as a light and as a dark screen shows them.
// It starts Milepost on an empty state folder of its own, so that nothing of the person who runs it gets into a picture.

const state = mkdtempSync(join(tmpdir(), 'milepost-pictures-'))
const folder = join(root, 'docs', 'images')
mkdirSync(folder, { recursive: true })
const chosen = settings(process.env)
let started: Started | undefined
try {
  started = await start({ ...chosen, state }, new AbortController().signal)
  const browser = await chromium.launch({ executablePath: provideBrowser(), chromiumSandbox: process.getuid?.() !== 0 })
  for (const scheme of ['light', 'dark'] as const) await takeDemoPicture(browser, { scheme, folder, port: chosen.demoPort })
  await takeEditorPictures(browser, { folder, url: `http://127.0.0.1:${chosen.port}` })
  await browser.close()
} finally {
  await started?.end()
  rmSync(state, { recursive: true })
}
process.exit()
