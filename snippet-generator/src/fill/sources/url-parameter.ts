import { quote } from '../../text/quote.js'
import { checkText } from '../check-text.js'
import type { FillSource } from '../fill-source.js'
import { fromText } from '../from-text.js'

/** A parameter in the query of the page's address; the first one where there are several. */
export type UrlParameterFill = { readonly from: 'urlParameter'; readonly name: string }

export const urlParameter: FillSource<UrlParameterFill> = {
  from: 'urlParameter',
  title: 'URL parameter',
  description: 'A parameter in the address of the page, such as utm_source.',
  members: ['name'],
  optional: [],
  check: ({ name }, { at }) => checkText(name, at, 'the name of a URL parameter'),
  inPage: ({ name }, type) => fromText({ code: `readUrlParameter(${quote(name)})`, helpers: ['readUrlParameter'] }, type),
}
