import type { fillSources, targets } from '@milepost/snippet-generator'

type Source = (typeof fillSources)[number]

/** What a snippet can be made for and filled from, in the generator's own words. */
interface SnippetChoices {
  readonly targets: readonly Pick<(typeof targets)[number], 'name' | 'title' | 'description'>[]
  readonly sources: readonly (Pick<Source, 'from' | 'title' | 'description'> & {
    readonly members: readonly string[]
    readonly optional: readonly string[]
  })[]
}

/** Written into the code when the editor is built. The generator itself, with a parser of JavaScript, works at the collector. */
declare const SNIPPET_CHOICES: SnippetChoices

export const snippetChoices = SNIPPET_CHOICES
