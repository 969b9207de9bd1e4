import type { DeliveryReport, TrackResult } from '@milepost/sdk'
import type { CDPSession, Frame, Page } from 'playwright-core'
import { expect } from 'vitest'

// Names that the functions below find in the page, to which they are sent as text.
declare const milepost: (discriminator: string, fields: unknown) => TrackResult | undefined
declare const reports: DeliveryReport[]

/** A page, or a frame inside one. */
type Place = Page | Frame

/** A page with something in its head, that keeps all reports in `reports`. */
export const htmlWith = (head: string, { body = '', nonce = '' } = {}): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Shop</title>
<link rel="icon" href="data:,">
<script nonce="${nonce}">reports=[];addEventListener('milepost',event=>reports.push(event.detail))</script>
${head}
</head>
<body>
<h1>Shop</h1>
${body}
</body>
</html>
`

/** A valid order. */
export const order = (orderId: string, more: object = {}) => ({ source: 'Shop', orderId, ...more })

/** Calls the global `milepost` in the page. */
export const track = (place: Place, fields: unknown, discriminator = 'order-created'): Promise<TrackResult | undefined> =>
  place.evaluate(([name, values]) => milepost(name as string, values), [discriminator, fields] as const)

/** Tracks an order for each ID, and gives back those that the page has taken. */
export const trackOrders = (place: Place, orderIds: readonly string[], more: object = {}): Promise<string[]> =>
  place.evaluate(([ids, fields]) => ids.filter((orderId) => milepost('order-created', { source: 'Shop', orderId, ...fields })?.ok), [
    orderIds,
    more,
  ] as const)

/** What the page was told about its events so far. */
export const reportsIn = (place: Place): Promise<DeliveryReport[]> => place.evaluate(() => reports)

/** Waits until the fates of so many events are known in the page, and gives back their statuses. */
export async function fates(place: Place, count: number): Promise<string[]> {
  await expect.poll(() => reportsIn(place), { timeout: 15_000 }).toHaveLength(count)
  return (await reportsIn(place)).map(({ status }) => status)
}

/** Waits until the page script stands behind `milepost`, in the place of the stub. */
export const loaded = (place: Place): Promise<void> =>
  expect.poll(() => place.evaluate('!!window.milepost?.d'), { timeout: 15_000 }).toBe(true)

/** Keys in the page's storage. */
export const storedKeys = (place: Place): Promise<string[]> => place.evaluate('Object.keys(localStorage)')

/** Errors that nobody in the page has caught, collected from now on. */
export function uncaughtIn(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  return errors
}

/** Evaluates by the debugger alone, with nothing of the driver's in between that a page could have broken, or a policy could forbid. */
export async function evaluateBare<Value>(devTools: CDPSession, expression: string): Promise<Value> {
  const { result, exceptionDetails } = await devTools.send('Runtime.evaluate', { expression: `{${expression}}`, returnByValue: true })
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  return result.value
}
