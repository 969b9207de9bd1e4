import { consentNotes } from '../consent-notes.js'
import { exampleObject } from '../example-call.js'
import { declareHelpers } from '../fill/helpers.js'
import { moduleOf } from '../module-of.js'
import type { Target, TargetInput } from '../target.js'
import { literal, quote } from '../text/quote.js'

/** A typed TypeScript module for pages that are built with a bundler. */
export const module: Target<'module'> = {
  name: 'module',
  title: 'TypeScript module',
  description: 'A typed definition for @milepost/sdk; for sites built with a bundler.',
  language: 'typescript',
  generate(input) {
    const { code, constants } = moduleOf([input])
    const [constant] = constants
    const source = input.fills.get('source')
    // A source that is known once is the tracker's; one that is read is read for every event.
    const fixed = source?.from === 'constant' ? source.value : source ? undefined : 'Website'
    const isRead = fixed === undefined
    const option = isRead ? '' : `, source: ${literal(fixed)}`
    const { code: fields, helpers } = exampleObject(input, { withoutSource: !isRead })
    const create = input.visitors ? 'createProfileTracker' : 'createTracker'
    const notes = consentNotes(input, 'module').map((note) => `// ${note}\n`)
    const usage = `How to use it:

import { ${create} } from '@milepost/sdk'

${helpers.size ? `${declareHelpers(helpers, 'typescript')}\n` : ''}const tracker = ${create}({ endpoint: ${quote(input.endpoint)}, writeKey: ${quote(input.writeKey)}${option}${consentOptions(input)} })
${notes.join('')}const result = tracker.track(${constant}, ${fields})
if (!result.ok) console.warn(result.issues)`
    return { code: `${code}\n${usage.replace(/^/gm, '// ').replace(/^\/\/ $/gm, '//')}\n` }
  },
}

/** The options of a tracker that asks for consent, where they are not what they are without being told. */
function consentOptions({ visitors }: TargetInput): string {
  if (!visitors) return ''
  const { consentStart, honourGpc } = visitors
  return `${consentStart === 'granted' ? '' : `, consentStart: ${quote(consentStart)}`}${honourGpc ? '' : ', honourGpc: false'}`
}
