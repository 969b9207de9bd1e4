import { exampleObject } from '../example-call.js'
import { hostedScript, integrityOf } from '../page-script.js'
import type { Target, TargetInput } from '../target.js'
import { attribute, quote } from '../text/quote.js'

/** Keeps the calls that are made before the script has loaded; the script takes them over. */
const STUB = 'window.milepost=window.milepost||function(){(milepost.q=milepost.q||[]).push(arguments)}'

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

<!-- Where the event happens, with your own values -->
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

/** A call with an example value for every field. */
export const callOf = (input: TargetInput): string => `milepost(${quote(input.discriminator)}, ${exampleObject(input)})`
