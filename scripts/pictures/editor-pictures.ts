import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { adminToken } from '../dev-vars.ts'
import { type CustomEvent, type Management, management, type Section } from '../management.ts'
import { root } from '../settings.ts'
import { setupLink } from '../setup-link.ts'
import { keepPicture } from './keep-picture.ts'
import { knowCustomer } from './known-customer.ts'

const SCREEN = { width: 1280, height: 860 }

/** Signs in as the administrator of a new collector, lets a shop send good and bad orders, and takes pictures of what the editor makes of them. */
export async function takeEditorPictures(browser: Browser, { url, folder }: { url: string; folder: string }): Promise<void> {
  const call = management(url, adminToken(join(root, '.dev.vars')))
  const { items } = await call<{ items: Section[] }>('GET', '/v1/sections')
  const [section] = items
  const link = await setupLink(call)
  if (!section || !link) throw new Error('The pictures need a collector that was just made')
  // Before anything arrives: an isolate remembers what it judges by.
  await call('PATCH', `/v1/sections/${section.id}`, { requireProof: false })
  await sendOrders(url, section.writeKey)
  const key = await makeKeys(call, section, url)
  const profile = await knowCustomer({ call, url, section, key })
  const context = await browser.newContext({ viewport: SCREEN, reducedMotion: 'reduce' })
  await signUp(context, link)
  for (const scheme of ['light', 'dark'] as const) {
    const page = await context.newPage()
    await page.emulateMedia({ colorScheme: scheme })
    const pages = `${url}/editor/sections/${section.id}`
    await page.goto(`${pages}/definitions/order-created/edit`)
    await page.getByRole('region', { name: 'Preview' }).getByText('"orderId"').waitFor()
    await keepPicture(page, folder, `editor-edit-${scheme}`)
    await page.goto(`${pages}/quarantine`)
    await page.getByRole('table', { name: 'Groups' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByRole('status').getByText('would be stored').waitFor()
    await page.setViewportSize({ ...SCREEN, height: 940 })
    await keepPicture(page, folder, `editor-repair-${scheme}`)
    await page.setViewportSize({ ...SCREEN, height: 640 })
    await page.goto(`${pages}/integrations`)
    await page.getByRole('button', { name: 'What it can see (Warehouse)' }).click()
    await page.getByRole('dialog').getByText('Invoice paid').waitFor()
    await keepPicture(page, folder, `editor-integrations-${scheme}`)
    await page.keyboard.press('Escape')
    await page.setViewportSize({ ...SCREEN, height: 1260 })
    await page.goto(`${pages}/profiles/${profile}`)
    await page.getByRole('list', { name: 'Events' }).getByText('A-9871').waitFor()
    await keepPicture(page, folder, `editor-profile-${scheme}`)
    await page.close()
  }
  await context.close()
}

async function signUp(context: BrowserContext, link: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(link)
  await page.getByLabel('Your name').fill('Ada Lovelace')
  await page.getByLabel('E-mail').fill('ada@shop.example')
  await page.getByLabel('Password', { exact: true }).fill('a password for pictures')
  await page.getByRole('button', { name: 'Make the owner account' }).click()
  await page.getByRole('heading', { name: 'Sections' }).waitFor()
  await page.close()
}

/** Two integrations, and custom events that they may not all read and write alike. @returns the key of the first */
async function makeKeys(call: Management, { id }: Section, url: string): Promise<string> {
  const path = `/v1/sections/${id}`
  const open = ['read', 'write']
  const add = async (name: string, category: string, allowedOperations: object) => {
    const { discriminator } = await call<CustomEvent>('POST', `${path}/custom-events`, { name, category, fields: [] })
    await call('PATCH', `${path}/custom-events/${discriminator}`, { allowedOperations })
  }
  await add('Invoice paid', 'transaction', { email: ['read'], mobile: [], crmId: open })
  await add('Parcel delivered', 'conversion', { email: open, mobile: open, crmId: open })
  await add('Complaint made', 'signal', { email: [], mobile: [], crmId: ['read'] })
  const scopes = ['events:write', 'profiles:read', 'definitions:read']
  const { key } = await call<{ key: string }>('POST', `${path}/integration-keys`, { name: 'Warehouse', scopes })
  await call('POST', `${path}/integration-keys`, { name: 'Newsletter', scopes: ['profiles:read'] })
  await fetch(`${url}/v1/integrations/custom-events`, { headers: { authorization: `Bearer ${key}` } })
  return key
}

/** Orders as three pages of a shop send them; one of the pages sends totals as text. */
async function sendOrders(url: string, writeKey: string): Promise<void> {
  const now = new Date().toISOString()
  const events = Array.from({ length: 30 }, (_, index) => {
    const path = ['checkout', 'cart', 'my-page'][index % 3]
    const total = 20 + index * 3.5
    return {
      id: crypto.randomUUID(),
      version: 'order-created@1',
      occurredAt: now,
      page: { url: `https://shop.example/${path}` },
      fields: { source: 'Checkout', orderId: `A-${10_000 + index}`, total: path === 'my-page' ? String(total) : total, currency: 'EUR' },
    }
  })
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', body: JSON.stringify({ writeKey, sentAt: now, events }) })
  if (!answer.ok) throw new Error(`The orders for the pictures were answered ${answer.status}`)
}
