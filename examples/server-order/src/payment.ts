/** What the payment provider tells when an order is paid, with what the shop has put into the payment. */
export interface Payment {
  readonly orderId: string
  /** The shop's own ID of the customer, in Milepost the CRM ID. */
  readonly customerId: string
  readonly cents: number
  readonly currency: string
  /** ISO 8601. */
  readonly paidAt: string
}

/** Reads a webhook. @returns nothing when it tells something else, or is no webhook at all */
export function paymentIn(body: string): Payment | undefined {
  try {
    const { type, payment } = JSON.parse(body) as { type?: unknown; payment?: Payment }
    return type === 'payment.succeeded' ? payment : undefined
  } catch {
    return undefined
  }
}
