import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** How a picture is taken. */
export type Scheme = 'light' | 'dark'

/** Keeps what a page shows as a PNG, and tells its size. */
export async function keepPicture(page: Page, folder: string, name: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)')
  const file = join(folder, `${name}.png`)
  await page.screenshot({ path: file })
  console.log(`${file}: ${Math.ceil(statSync(file).size / 1024)} KiB`)
}
