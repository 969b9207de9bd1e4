import { SnippetError } from '../../snippet-error.js'
import { quote } from '../../text/quote.js'
import { checkText } from '../check-text.js'
import type { FillSource } from '../fill-source.js'

/** A path in `window.dataLayer`, such as `ecommerce.items.0.price`, as it is there: a number there is a number here. */
export type DataLayerFill = { readonly from: 'dataLayer'; readonly path: string }

export const dataLayer: FillSource<DataLayerFill> = {
  from: 'dataLayer',
  title: 'Data layer',
  description: 'What the page tells Google Tag Manager or gtag, by its path, such as ecommerce.value.',
  members: ['path'],
  optional: [],
  check({ path }, { at }) {
    checkText(path, at, 'a path in the data layer')
    if (path.split('.').includes('')) throw new SnippetError(at, 'filled from a path such as ecommerce.items.0.price', 'an empty step')
  },
  inPage: ({ path }) => ({ code: `readDataLayer(${quote(path)})`, helpers: ['readDataLayer'] }),
}
