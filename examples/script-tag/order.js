import { reportIn, showVerdict } from '../shared/report.js'

const prices = { EUR: 12.9, NOK: 149, USD: 14.5 }
const form = document.querySelector('form')
const report = reportIn(document.querySelector('#report'))
const input = form.elements

/** What the custom event "Order created" wants to know, in the types that were agreed. */
function orderFields() {
  return {
    source: 'Website',
    orderId: input.orderId.value,
    total: total(),
    currency: input.currency.value,
    items: input.items.valueAsNumber,
    gift: input.gift.checked,
    deliveryDate: input.deliveryDate.value || undefined,
    paidAt: new Date(),
  }
}

/** Ways to get it wrong, all of which the page notices before anything is sent. */
const mistakes = {
  '': (fields) => fields,
  'total-as-text': (fields) => ({ ...fields, total: fields.total.toFixed(2) }),
  'no-order-id': ({ orderId, ...fields }) => fields,
  'half-an-item': (fields) => ({ ...fields, items: 0.5 }),
  'unknown-field': (fields) => ({ ...fields, coupon: 'SUMMER' }),
}

form.addEventListener('submit', (submit) => {
  submit.preventDefault()
  report.clear()
  const fields = mistakes[input.mistake.value](orderFields())

  // The one line that a page needs.
  const result = milepost('order-created', fields)

  if (!result) report.step('wait', 'In the page: waiting', 'The script has not loaded yet; the event is kept until it has.')
  else if (result.ok) report.step('good', 'In the page: valid', `Queued as event ${result.id}.`)
  else report.step('bad', 'In the page: refused', 'Nothing was sent. These are the issues:', result.issues)
  if (!result || result.ok) newOrder()
})

// Verdicts come back as DOM events, also for events that an earlier visit left in the queue.
addEventListener('milepost', ({ detail }) => showVerdict(report, detail))

form.addEventListener('input', showTotal)
newOrder()

function newOrder() {
  input.orderId.value = `A-${10_000 + Math.floor(Math.random() * 90_000)}`
  const inThreeDays = new Date(Date.now() + 3 * 86_400_000)
  input.deliveryDate.value ||= inThreeDays.toISOString().slice(0, 10)
  showTotal()
}

function total() {
  return Math.round(prices[input.currency.value] * 100 * (input.items.valueAsNumber || 0)) / 100
}

function showTotal() {
  const money = new Intl.NumberFormat('en', { style: 'currency', currency: input.currency.value })
  document.querySelector('#price').textContent = money.format(prices[input.currency.value])
  input.total.value = money.format(total())
}
