import { pageScript } from '@milepost/sdk/script'
import type { SnippetScript } from './snippet.js'
import type { TargetInput } from './target.js'

/** Hexadecimal digits of a script's hash: 128 bits, as much as content addresses need (the tag's `integrity` is what guards the bytes). */
const HASH_DIGITS = 32

/** The script of one definition version with its content address and the URL it is served from. */
export interface HostedScript extends SnippetScript {
  readonly url: string
}

/** The text of the page script for one definition version. */
export const pageScriptOf = ({ endpoint, writeKey, version: { id, fields }, purpose, visitors }: TargetInput): string =>
  pageScript({ endpoint, writeKey, version: { id, fields, purpose }, visitors })

/** Makes the page script of one definition version and the address that its bytes have. */
export async function hostedScript(input: TargetInput): Promise<HostedScript> {
  const code = pageScriptOf(input)
  const hash = hex(await digest('SHA-256', code)).slice(0, HASH_DIGITS)
  return { hash, code, url: `${input.origin}/s/${hash}.js` }
}

/**
 * The value of an `integrity` attribute for a script.
 * @see https://www.w3.org/TR/SRI/
 */
export async function integrityOf(code: string): Promise<string> {
  return `sha384-${btoa(String.fromCharCode(...(await digest('SHA-384', code))))}`
}

const digest = async (algorithm: string, text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest(algorithm, new TextEncoder().encode(text)))

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
