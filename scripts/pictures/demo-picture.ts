import type { Browser } from 'playwright-core'
import { keepPicture, type Scheme } from './keep-picture.ts'

const SCREEN = { width: 1120, height: 860 }

/** Places an order on the demo page and takes its picture. */
export async function takeDemoPicture(browser: Browser, { scheme, folder, port }: { scheme: Scheme; folder: string; port: number }) {
  const page = await browser.newPage({ viewport: SCREEN, colorScheme: scheme, reducedMotion: 'reduce' })
  await page.goto(`http://127.0.0.1:${port}/script-tag/`)
  await page.waitForFunction('!!window.milepost?.d')
  await page.getByRole('textbox', { name: 'Order ID' }).fill('A-10042')
  await page.getByRole('button', { name: 'Place order' }).click()
  await page.getByRole('heading', { name: 'Stored row' }).waitFor()
  // What the page shows, no more and no less.
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  await page.setViewportSize({ ...SCREEN, height })
  await keepPicture(page, folder, `demo-${scheme}`)
  await page.close()
}
