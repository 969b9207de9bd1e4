import { createServerClient, eventIdOf, type Verdict } from '@milepost/sdk/server'
import { orderPaid } from './milepost.js'
import type { Payment } from './payment.js'
import { settings } from './settings.js'

const client = createServerClient({
  endpoint: settings.endpoint,
  key: settings.key,
  source: 'Back office',
  // The payment provider waits for ten seconds.
  totalTimeoutMs: 8_000,
})

/**
 * Tells Milepost about a paid order: this is all that a backend has to write.
 * @throws MilepostError when there is no verdict
 */
export const reportPaidOrder = async ({ orderId, customerId, cents, currency, paidAt }: Payment): Promise<Verdict> =>
  client.track(
    orderPaid,
    { orderId, total: cents / 100, currency },
    {
      profile: { crmId: customerId },
      occurredAt: paidAt,
      // The same order is the same event, however often the webhook is delivered.
      id: await eventIdOf('order-paid', orderId),
    },
  )
