import { randomBytes } from 'node:crypto'

/** A nonce for one answer. */
export const newNonce = (): string => randomBytes(18).toString('base64')

/** A policy under which only scripts with the nonce run and only the demo server and the collector are reached. */
export const contentSecurityPolicy = (nonce: string, collector: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${collector}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** Puts the nonce on the page's own script tags. */
export const withNonce = (html: string, nonce: string): string => html.replace(/<script(?=[\s>])/g, `<script nonce="${nonce}"`)

const PLACE = /<!-- milepost: [^>]*-->/

/**
 * Puts the generated tag where the page has its marked place, without the example call that follows it: the demo makes its own.
 * A page without a marked place stays as it is.
 */
export function withTag(html: string, snippet: string): string {
  const loader = snippet.indexOf('<script async')
  const tag = snippet.slice(0, snippet.indexOf('</script>', loader) + '</script>'.length)
  return html.replace(PLACE, () => tag)
}
