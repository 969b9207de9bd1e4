import { consentStates, purposes } from '@milepost/sdk/contract'
import { checkVersion } from './check-version.js'
import { checkFill } from './fill/check-fill.js'
import type { SnippetSource } from './snippet.js'
import { received, SnippetError } from './snippet-error.js'
import type { TargetInput } from './target.js'

/** Checks what a snippet is made from, and derives what every target needs. Throws a `SnippetError` that names the option. */
export function checkInput(input: SnippetSource): TargetInput {
  const { name, version, purpose = 'necessary', visitors, writeKey, nonce } = input
  const discriminator = checkVersion(version)
  if (!name.trim()) throw new SnippetError('name', 'the name of a custom event', 'nothing')
  if (!purposes.includes(purpose)) throw new SnippetError('purpose', `one of ${purposes.join(', ')}`, received(purpose))
  if (visitors && !consentStates.includes(visitors.consentStart))
    throw new SnippetError('visitors.consentStart', `one of ${consentStates.join(', ')}`, received(visitors.consentStart))
  if (!writeKey) throw new SnippetError('writeKey', 'the write key of a section', 'nothing')
  if (nonce !== undefined && (!nonce || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(nonce)))
    throw new SnippetError('nonce', 'text on one line', received(nonce))
  const origin = checkOrigin(input.origin)
  const fills = checkFill(input.fill, version.fields)
  return { name, version, purpose, visitors, writeKey, nonce, origin, discriminator, fills, endpoint: `${origin}/v1/events` }
}

function checkOrigin(origin: string): string {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (!isOrigin) throw new SnippetError('origin', 'an http or https origin such as https://c.shop.example', received(origin))
  return url.origin
}
