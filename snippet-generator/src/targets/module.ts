import { exampleObject } from '../example-call.js'
import { moduleOf } from '../module-of.js'
import type { Target } from '../target.js'
import { quote } from '../text/quote.js'

/** A typed TypeScript module for pages that are built with a bundler. */
export const module: Target<'module'> = {
  name: 'module',
  title: 'TypeScript module',
  description: 'A typed definition for @milepost/sdk; for sites built with a bundler.',
  language: 'typescript',
  generate(input) {
    const { code, constants } = moduleOf([input])
    const [constant] = constants
    const usage = `How to use it:

import { createTracker } from '@milepost/sdk'

const tracker = createTracker({ endpoint: ${quote(input.endpoint)}, writeKey: ${quote(input.writeKey)}, source: 'Website' })
const result = tracker.track(${constant}, ${exampleObject(input, { withoutSource: true })})
if (!result.ok) console.warn(result.issues)`
    return { code: `${code}\n${usage.replace(/^/gm, '// ').replace(/ +$/gm, '')}\n` }
  },
}
