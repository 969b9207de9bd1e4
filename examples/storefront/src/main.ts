import './storefront.css'
import { createCart } from './cart'
import { element, find } from './element'
import { mistakes, placeOrder } from './place-order'
import { money, type Product, products } from './products'
import { showReport, showResult } from './show-report'
import { isSignIn, offerSignIn } from './sign-in'
import { onReport } from './tracker'

const form = find('#checkout', HTMLFormElement)
const cart = createCart(showCart)

find('#products', HTMLUListElement).append(...products.map(card))
showCart()
onReport((report) => isSignIn(report.id) || showReport(report))
offerSignIn()

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
  const picture = element('img', { src: product.picture, alt: '' })
  picture.style.background = product.colour
  const ariaLabel = `Add ${product.name} to the cart`
  const button = element('button', { type: 'button', ariaLabel, onclick: () => cart.add(product.id, 1) }, 'Add to cart')
  return element(
    'li',
    { className: 'card' },
    picture,
    element(
      'div',
      { className: 'about' },
      element('h2', {}, product.name),
      element('p', { className: 'quiet' }, product.about),
      element('div', { className: 'buy' }, element('strong', {}, money(product.cents)), button),
    ),
  )
}

function showCart(): void {
  const focused = document.activeElement?.ariaLabel
  const lines = cart.lines().map(({ product, count }) => {
    const step = (by: 1 | -1, text: string, ariaLabel: string) =>
      element('button', { type: 'button', className: 'small', ariaLabel, onclick: () => cart.add(product.id, by) }, text)
    return element(
      'li',
      {},
      element('span', { className: 'name' }, product.name),
      element(
        'span',
        { className: 'count' },
        step(-1, '−', `One ${product.name} less`),
        element('span', {}, String(count)),
        step(1, '+', `One ${product.name} more`),
      ),
      element('span', { className: 'amount' }, money(product.cents * count)),
    )
  })
  const empty = element('li', { className: 'quiet' }, 'Nothing yet. Add something you like.')
  find('#cart', HTMLUListElement).replaceChildren(...(lines.length ? lines : [empty]))
  // The buttons are new ones: whoever uses the keyboard goes on where they were.
  for (const button of document.querySelectorAll<HTMLButtonElement>('#cart button')) if (button.ariaLabel === focused) button.focus()
  find('#total', HTMLOutputElement).textContent = money(cart.cents())
  const items = cart.items()
  find('#count', HTMLOutputElement).textContent = items === 1 ? '1 item' : `${items} items`
  find('#order', HTMLButtonElement).disabled = !lines.length
}
