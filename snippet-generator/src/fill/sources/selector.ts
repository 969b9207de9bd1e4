import { quote } from '../../text/quote.js'
import { checkText } from '../check-text.js'
import type { FillSource } from '../fill-source.js'
import { fromText } from '../from-text.js'

/** The text of the first element that a CSS selector finds, without the blanks around it, or one of its attributes. */
export type SelectorFill = { readonly from: 'selector'; readonly selector: string; readonly attribute?: string | undefined }

export const selector: FillSource<SelectorFill> = {
  from: 'selector',
  title: 'Element of the page',
  description: 'The text or an attribute of the first element that a CSS selector finds.',
  members: ['selector', 'attribute'],
  optional: ['attribute'],
  check({ selector, attribute }, { at }) {
    checkText(selector, at, 'a CSS selector')
    if (attribute !== undefined) checkText(attribute, at, 'the name of an attribute')
  },
  inPage({ selector, attribute }, type) {
    const arguments_ = [selector, ...(attribute === undefined ? [] : [attribute])].map(quote)
    return fromText({ code: `readElement(${arguments_.join(', ')})`, helpers: ['readElement'] }, type)
  },
}
