import type { TrackResult } from '@milepost/sdk'
import { orderCreated } from './milepost'
import { tracker } from './tracker'

/** An order as the shop knows it. */
export interface Order {
  readonly id: string
  readonly cents: number
  readonly items: number
  readonly gift: boolean
  /** `2026-11-23`, or empty. */
  readonly deliveryDate: string
}

/** Tells Milepost about an order: this is all that a shop has to write. */
export const placeOrder = (order: Order): TrackResult =>
  tracker.track(orderCreated, {
    orderId: order.id,
    total: order.cents / 100,
    currency: 'EUR',
    items: order.items,
    gift: order.gift,
    deliveryDate: order.deliveryDate || undefined,
    paidAt: new Date(),
  })

/**
 * Ways to get it wrong. TypeScript refuses each of them while the code is written, as the marks show: without the mistake, the mark itself
 * would be the error. Where the types are silenced, or the data comes from elsewhere, the page refuses the event when it runs.
 */
export const mistakes: Readonly<Record<string, (order: Order) => TrackResult>> = {
  'total-as-text': ({ id }) =>
    // @ts-expect-error a string is not a number
    tracker.track(orderCreated, { orderId: id, total: '12.90' }),
  'no-order-id': ({ items }) =>
    // @ts-expect-error orderId is required
    tracker.track(orderCreated, { items }),
  'unknown-field': ({ id }) =>
    // @ts-expect-error nobody has agreed on a coupon
    tracker.track(orderCreated, { orderId: id, coupon: 'SUMMER' }),
  // No type says that a number is whole: this one only the check in the page knows.
  'half-an-item': ({ id }) => tracker.track(orderCreated, { orderId: id, items: 0.5 }),
}
