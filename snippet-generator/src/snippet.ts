import type { DefinitionVersion } from '@milepost/sdk/contract'

/** Ways to install a custom event. */
export type TargetName = 'script' | 'inline' | 'module' | 'http' | 'gtm'

/** What a snippet is made from. */
export interface SnippetInput {
  /** The custom event's name, as people know it. */
  readonly name: string
  readonly version: Pick<DefinitionVersion, 'id' | 'fields'>
  readonly target: TargetName
  /** Origin of the collector, such as `https://c.shop.example`. */
  readonly origin: string
  readonly writeKey: string
  /** Value of the page's CSP nonce, put on every tag that is generated. */
  readonly nonce?: string
}

/** A generated snippet, ready to be pasted. */
export interface Snippet {
  /** Definition version ID, `order-created@3`. */
  readonly version: string
  readonly target: TargetName
  /** For syntax highlighting: `html`, `typescript`, `bash`, … */
  readonly language: string
  readonly code: string
  /** The script that the snippet loads from `<origin>/s/<hash>.js`; the collector has to store it before the snippet is handed out. */
  readonly script?: { readonly hash: string; readonly code: string }
}
