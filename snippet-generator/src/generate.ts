import { checkInput } from './check-input.js'
import type { Snippet, SnippetInput } from './snippet.js'
import { received, SnippetError } from './snippet-error.js'
import { targets } from './targets/index.js'

/**
 * Generates the snippet that installs one definition version in one way. Pure, the same input gives the same text; asynchronous
 * only for WebCrypto's digests. Rejects with a `SnippetError` that names the option when the input cannot become a snippet.
 *
 * @example
 * const { code } = await generate({
 *   target: 'script',
 *   name: 'Order created',
 *   version: { id: 'order-created@3', fields: [{ key: 'orderId', name: 'Order ID', type: 'text', required: true }] },
 *   origin: 'https://c.shop.example',
 *   writeKey: 'wk_demo',
 *   fill: { orderId: { from: 'dataLayer', path: 'ecommerce.transaction_id' } },
 * })
 */
export async function generate(input: SnippetInput): Promise<Snippet> {
  const target = targets.find(({ name }) => name === input.target)
  if (!target) throw new SnippetError('target', `one of ${targets.map(({ name }) => name).join(', ')}`, received(input.target))
  const output = await target.generate(checkInput(input))
  return { version: input.version.id, target: target.name, language: target.language, ...output }
}
