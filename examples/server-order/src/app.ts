import { identityProof, MilepostError } from '@milepost/sdk/server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { paymentIn } from './payment.js'
import { reportPaidOrder } from './report-paid-order.js'
import { settings } from './settings.js'
import { isSigned } from './signature.js'

/** The shop's backend, as far as it matters here: a webhook, and what a page needs of somebody who signs in. */
export const app = new Hono()

app.use(bodyLimit({ maxSize: 64 * 1024 }))

app.post('/webhooks/payments', async (c) => {
  // As it came: parsed and written again, it would have another signature.
  const body = await c.req.text()
  if (!isSigned(settings.webhookSecret, body, c.req.header('webhook-signature'))) return c.json({ error: 'signature' }, 401)
  const payment = paymentIn(body)
  if (!payment) return c.body(null, 204)

  try {
    const verdict = await reportPaidOrder(payment)
    if (verdict.status !== 'rejected') return c.json({ verdict: verdict.status })
    // What is wrong, and never with what: values may be personal. The event is kept whole in quarantine, under this ID.
    console.error('rejected', verdict.id, ...verdict.issues.map(({ code, field }) => (field ? `${code} (${field})` : code)))
    return c.json({ verdict: verdict.status }, 422)
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error
    console.error('no verdict', error.code, error.status ?? '')
    // The provider calls again, and nothing is reported twice.
    return c.json({ error: error.code }, 503, { 'retry-after': String(Math.ceil((error.retryAfterMs ?? 30_000) / 1000)) })
  }
})

app.use('/sign-in', cors({ origin: settings.shopOrigin }))

app.post('/sign-in', async (c) => {
  const { customerId } = await c.req.json<{ customerId?: unknown }>().catch(() => ({ customerId: undefined }))
  // A real shop asks for a password here: whoever gets a proof is that customer.
  if (typeof customerId !== 'string' || !/^\d{1,9}$/.test(customerId)) return c.json({ error: 'customer' }, 401)
  const person = { crmId: customerId }
  return c.json({ person, proof: await identityProof(settings.identitySecret, person) }, 200, { 'cache-control': 'no-store' })
})
