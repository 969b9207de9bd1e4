import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestSection } from './section.ts'
import type { builds } from './shop-test.ts'

// As text, since they are neither checked nor formatted: not a byte may change.
const folder = join(import.meta.dirname, 'kept-page-scripts')

/** Settings with which scripts are kept, and in whose place those of a test are put. */
export const keptSettings = { endpoint: 'https://collector.invalid/v1/events', writeKey: 'wk_kept' }

/** A page script of *Order created*, as it was generated on some day: sites have it installed as it is. */
export interface KeptPageScript {
  /** Day and build. */
  readonly name: string
  readonly build: (typeof builds)[number]
  /** As a tag without an address. */
  tagFor(section: TestSection, via: string): string
}

export const keptPageScripts: readonly KeptPageScript[] = readdirSync(folder)
  .sort()
  .map((file) => {
    const code = readFileSync(join(folder, file), 'utf8')
    return {
      name: file.slice(0, -'.txt'.length),
      build: file.includes('.profile.') ? 'profile' : 'plain',
      tagFor: ({ writeKey }, via) =>
        `<script>${code.replaceAll(keptSettings.endpoint, `${via}/v1/events`).replaceAll(keptSettings.writeKey, writeKey)}</script>`,
    }
  })

/** Where the script of a build is kept that was generated on a day. */
export const pathOfKept = (day: string, build: KeptPageScript['build']): string => join(folder, `${day}.${build}.txt`)
