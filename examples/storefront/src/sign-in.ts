import type { Identifier } from '@milepost/sdk/contract'
import { find } from './element'
import { tracker } from './tracker'

const { VITE_SHOP_BACKEND: backend } = import.meta.env

/** What the shop's backend says of somebody who has signed in. */
interface SignedIn {
  readonly person: Identifier
  /** Without it a page could say that it is anybody. */
  readonly proof: string
}

const signIns = new Set<string>()

/** Whether what was delivered says who somebody is, and is no event. */
export const isSignIn = (id: string): boolean => signIns.has(id)

/** Lets customers sign in and out, where there is a backend. What a visitor has done before becomes the customer's. */
export function offerSignIn(): void {
  const said = find('#account output', HTMLOutputElement)
  const button = find('#account button', HTMLButtonElement)
  const input = find('#account input', HTMLInputElement)
  find('#account', HTMLElement).hidden = !backend
  find('#account form', HTMLFormElement).addEventListener('submit', async (submit) => {
    submit.preventDefault()
    if (input.disabled) {
      // The next person in this browser is another one.
      tracker.reset()
      show(false, '')
      return
    }
    const body = JSON.stringify({ customerId: input.value })
    const answer = await fetch(`${backend}/sign-in`, { method: 'POST', body }).catch(() => undefined)
    if (!answer?.ok) return show(false, answer ? 'Nobody has this number.' : 'The shop cannot be reached.')
    const { person, proof }: SignedIn = await answer.json()
    const result = tracker.identify(person, proof)
    if (result.ok) signIns.add(result.id)
    show(true, 'Signed in.')
  })

  function show(signedIn: boolean, text: string): void {
    input.disabled = signedIn
    button.textContent = signedIn ? 'Sign out' : 'Sign in'
    said.textContent = text
  }
}
