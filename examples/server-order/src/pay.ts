import { settings } from './settings.js'
import { sign } from './signature.js'

// Stands in for the payment provider: `npm run pay -- A-1 7` tells the backend that the customer 7 has paid the order A-1.
const [orderId = 'A-1', customerId = '7'] = process.argv.slice(2)
const payment = { orderId, customerId, cents: 12_950, currency: 'EUR', paidAt: new Date().toISOString() }
const body = JSON.stringify({ type: 'payment.succeeded', payment })

const answer = await fetch(`http://127.0.0.1:${settings.port}/webhooks/payments`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'webhook-signature': sign(settings.webhookSecret, body) },
  body,
})
console.log(answer.status, await answer.text())
