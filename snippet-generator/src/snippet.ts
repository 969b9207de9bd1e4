import type { DefinitionVersion, Purpose } from '@milepost/sdk/contract'
import type { VisitorSettings } from '@milepost/sdk/script'
import type { Fills } from './fill/fill.js'
import type { TargetName } from './targets/index.js'

/** What every target generates from. */
export interface SnippetSource {
  /** The custom event's name, as people know it. */
  readonly name: string
  readonly version: Pick<DefinitionVersion, 'id' | 'fields'>
  /**
   * What its events are collected for.
   * @default 'necessary'
   */
  readonly purpose?: Purpose | undefined
  /** How the section's visitors are asked for consent; without them a snippet neither asks nor identifies. */
  readonly visitors?: VisitorSettings | undefined
  /** Origin of the collector, such as `https://c.shop.example`. */
  readonly origin: string
  readonly writeKey: string
  /**
   * Value of the `nonce` attribute that goes on every generated tag. A nonce is new for every page, so this is usually the placeholder
   * of a template language, such as `{{ nonce }}`. Escaped as an HTML attribute.
   */
  readonly nonce?: string | undefined
  /**
   * Where the example call takes the values of fields from, by field key; `source` is the source field. A field without a fill keeps its
   * placeholder. What a person wrote in it never becomes markup or code, save an expression, which must be one JavaScript expression.
   *
   * @example { total: { from: 'dataLayer', path: 'ecommerce.value' }, source: { from: 'constant', value: 'Checkout' } }
   */
  readonly fill?: Fills | undefined
}

/** What a snippet is made from. */
export interface SnippetInput extends SnippetSource {
  readonly target: TargetName
}

/** A script that a snippet loads from `<origin>/s/<hash>.js`. */
export interface SnippetScript {
  /** First 128 bits of the code's SHA-256, as 32 hexadecimal digits. */
  readonly hash: string
  readonly code: string
}

/** A generated snippet, ready to be pasted. */
export interface Snippet {
  /** Definition version ID, `order-created@3`. */
  readonly version: string
  readonly target: TargetName
  /** For syntax highlighting: `html`, `typescript`, `markdown` or `text`. */
  readonly language: string
  readonly code: string
  /** The script that the snippet loads; the collector has to store it before the snippet is handed out. */
  readonly script?: SnippetScript
}
