import { consentNotes } from '../consent-notes.js'
import { pageScriptOf } from '../page-script.js'
import type { Target } from '../target.js'
import { callOf, nonceOf, whereOf } from './script.js'

/** One tag that holds the page script itself: no second request, but nothing for the browser to cache either. */
export const inline: Target<'inline'> = {
  name: 'inline',
  title: 'Inline script',
  description: 'One tag without a second request; for landing pages and places that forbid foreign scripts.',
  language: 'html',
  generate(input) {
    const notes = consentNotes(input, 'tag').map((note) => `// ${note}\n`)
    return {
      code: `<!-- Milepost ${input.version.id} -->
<script${nonceOf(input)}>
${pageScriptOf(input)}

${notes.length ? `${notes.join('')}\n` : ''}// ${whereOf(input)}
${callOf(input)}
</script>
`,
    }
  },
}
