import { type Field, fieldTypeNames, fieldTypeOf, parseVersionId } from '@milepost/sdk/contract'
import type { SnippetSource } from './snippet.js'
import { SnippetError } from './snippet-error.js'
import type { TargetInput } from './target.js'

const KEY = /^[a-z][A-Za-z0-9]{0,63}$/

/** Checks what a snippet is made from, and derives what every target needs. Throws a `SnippetError` that names the option. */
export function checkInput(input: SnippetSource): TargetInput {
  const { name, version, writeKey, nonce } = input
  const parsed = parseVersionId(version.id)
  if (!parsed) throw new SnippetError('version.id', 'a definition version ID such as order-created@3', toText(version.id))
  version.fields.forEach(checkField)
  if (!name.trim()) throw new SnippetError('name', 'the name of a custom event', 'nothing')
  if (!writeKey) throw new SnippetError('writeKey', 'the write key of a section', 'nothing')
  if (nonce !== undefined && (!nonce || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(nonce)))
    throw new SnippetError('nonce', 'text on one line', toText(nonce))
  const origin = checkOrigin(input.origin)
  return { name, version, writeKey, nonce, origin, discriminator: parsed.discriminator, endpoint: `${origin}/v1/events` }
}

// Keys and types become code, so they are checked here too, whatever stored them.
function checkField({ key, type }: Field, index: number): void {
  if (!KEY.test(key)) throw new SnippetError(`version.fields.${index}.key`, 'a camelCase key', toText(key))
  if (!fieldTypeOf(type)) throw new SnippetError(`version.fields.${index}.type`, `one of ${fieldTypeNames.join(', ')}`, toText(type))
}

function checkOrigin(origin: string): string {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  if (!isOrigin) throw new SnippetError('origin', 'an http or https origin such as https://c.shop.example', toText(origin))
  return url.origin
}

const toText = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
