import { consentNotes } from '../consent-notes.js'
import { exampleObject } from '../example-call.js'
import { declareHelpers } from '../fill/helpers.js'
import { hostedScript, integrityOf } from '../page-script.js'
import type { Target, TargetInput } from '../target.js'
import { attribute, quote } from '../text/quote.js'

/** Keeps the calls that are made before the script has loaded; the script takes them over. */
export const STUB = 'window.milepost=window.milepost||function(){(milepost.q=milepost.q||[]).push(arguments)}'

/** A tag that loads the page script from the collector, and a stub for the time until it has. */
export const script: Target<'script'> = {
  name: 'script',
  title: 'Script tag',
  description: 'Loads one small script, cached for ever; for any page you can paste HTML into.',
  language: 'html',
  async generate(input) {
    const { hash, code, url } = await hostedScript(input)
    const integrity = await integrityOf(code)
    const nonce = nonceOf(input)
    return {
      code: `<!-- Milepost ${input.version.id}: once per page -->
<script${nonce}>${STUB}</script>
<script async src="${attribute(url)}" integrity="${integrity}" crossorigin="anonymous"${nonce}></script>
${consentNotes(input, 'tag')
  .map((note) => `<!-- ${note} -->\n`)
  .join('')}
<!-- ${whereOf(input)} -->
<script${nonce}>
${callOf(input)}
</script>
`,
      script: { hash, code },
    }
  },
}

/** The `nonce` attribute with its leading blank, or nothing. */
export const nonceOf = ({ nonce }: TargetInput): string => (nonce === undefined ? '' : ` nonce="${attribute(nonce)}"`)

/** Where in the page the call belongs: it reads what is there when it runs. */
export function whereOf({ version, fills }: TargetInput): string {
  const readsElements = [...fills.values()].some(({ from }) => from === 'selector')
  const isFilled = ['source', ...version.fields.map(({ key }) => key)].every((key) => fills.has(key))
  return ['Where the event happens', ...(readsElements ? ['below what it reads'] : []), ...(isFilled ? [] : ['with your own values'])].join(
    ', ',
  )
}

/** A call with a value for every field. What it needs stands with it in a block, so that two snippets on a page do not meet. */
export function callOf(input: TargetInput): string {
  const call = (indent = '') => {
    const { code, helpers } = exampleObject(input, { indent })
    return { code: `${indent}milepost(${quote(input.discriminator)}, ${code})`, helpers }
  }
  const { code, helpers } = call()
  return helpers.size ? `{\n${declareHelpers(helpers).replace(/^(?=.)/gm, '  ')}${call('  ').code}\n}` : code
}
