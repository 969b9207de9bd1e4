import './storefront.css'
import { createCart } from './cart'
import { element, find } from './element'
import { mistakes, placeOrder } from './place-order'
import { money, type Product, products } from './products'
import { showReport, showResult } from './show-report'
import { onReport } from './tracker'

const form = find('form', HTMLFormElement)
const cart = createCart(showCart)

find('#products', HTMLUListElement).append(...products.map(card))
showCart()
onReport(showReport)

form.addEventListener('submit', (submit) => {
  submit.preventDefault()
  const data = new FormData(form)
  const order = {
    id: `S-${10_000 + Math.floor(Math.random() * 90_000)}`,
    cents: cart.cents(),
    items: cart.items(),
    gift: data.has('gift'),
    deliveryDate: String(data.get('deliveryDate')),
  }
  const result = (mistakes[String(data.get('mistake'))] ?? placeOrder)(order)
  showResult(result)
  if (result.ok) cart.clear()
})

function card(product: Product): HTMLLIElement {
  const picture = element('div', { className: 'picture', ariaHidden: 'true' })
  picture.style.setProperty('--colour', product.colour)
  const button = element('button', { type: 'button', onclick: () => cart.add(product.id, 1) }, 'Add to cart')
  button.setAttribute('aria-label', `Add ${product.name} to the cart`)
  return element(
    'li',
    { className: 'card' },
    picture,
    element('h3', {}, product.name),
    element('p', { className: 'quiet' }, product.about),
    element('div', { className: 'buy' }, element('strong', {}, money(product.cents)), button),
  )
}

function showCart(): void {
  const lines = cart.lines().map(({ product, count }) => {
    const less = element('button', { type: 'button', className: 'small', onclick: () => cart.add(product.id, -1) }, '−')
    less.setAttribute('aria-label', `One ${product.name} less`)
    const more = element('button', { type: 'button', className: 'small', onclick: () => cart.add(product.id, 1) }, '+')
    more.setAttribute('aria-label', `One ${product.name} more`)
    return element(
      'li',
      {},
      element('span', {}, product.name),
      element('span', { className: 'count' }, less, element('span', {}, String(count)), more),
      element('span', { className: 'amount' }, money(product.cents * count)),
    )
  })
  const empty = element('li', { className: 'quiet' }, 'Nothing yet. Add something you like.')
  find('#cart', HTMLUListElement).replaceChildren(...(lines.length ? lines : [empty]))
  find('#total', HTMLOutputElement).textContent = money(cart.cents())
  find('#order', HTMLButtonElement).disabled = !lines.length
}
