import { reportIn, showVerdict } from '../shared/report.js'
import { sendEvent } from './send-event.js'

const form = document.querySelector('form')
const report = reportIn(document.querySelector('#report'))
const input = form.elements
const config = fetch('milepost.json').then((response) => response.json())
let last

form.addEventListener('submit', (submit) => {
  submit.preventDefault()
  const fields = {
    source: 'Checkout',
    orderId: input.orderId.value,
    total: input.total.valueAsNumber,
    currency: 'EUR',
    items: input.items.valueAsNumber,
    gift: input.gift.checked,
  }
  if (input.mistake.value === 'total-as-text') fields.total = input.total.value
  if (input.mistake.value === 'no-order-id') delete fields.orderId
  last = { fields, id: crypto.randomUUID() }
  newOrder()
  send()
})

input.again.addEventListener('click', send)
newOrder()

async function send() {
  report.clear()
  input.pay.disabled = input.again.disabled = true
  try {
    await showVerdict(report, await sendEvent(await config, last.fields, last.id))
  } catch (error) {
    report.step('bad', 'Not sent', `${error.message} Sending the same event again is safe.`)
  }
  input.pay.disabled = input.again.disabled = false
}

function newOrder() {
  input.orderId.value = `C-${10_000 + Math.floor(Math.random() * 90_000)}`
}
