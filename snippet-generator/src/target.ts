import type { Purpose } from '@milepost/sdk/contract'
import type { Fill } from './fill/fill.js'
import type { SnippetScript, SnippetSource } from './snippet.js'

/** What a target is handed: the checked input, and what every target derives from it. */
export interface TargetInput extends Omit<SnippetSource, 'fill'> {
  readonly purpose: Purpose
  readonly discriminator: string
  /** Absolute URL of the collector's `/v1/events`. */
  readonly endpoint: string
  /** What fills which field, by key. */
  readonly fills: ReadonlyMap<string, Fill>
}

/** What a target gives back. */
export interface TargetOutput {
  readonly code: string
  readonly script?: SnippetScript
}

/** One way to install a custom event. */
export interface Target<Name extends string = string> {
  /** As in `--target script` and `?target=script`. */
  readonly name: Name
  /** The target's name in menus. */
  readonly title: string
  /** One sentence for menus and help: whom it is for. */
  readonly description: string
  /** For syntax highlighting. */
  readonly language: string
  /** Pure: the same input gives the same text. A person's text in it never becomes markup or code. */
  generate(input: TargetInput): TargetOutput | Promise<TargetOutput>
}
