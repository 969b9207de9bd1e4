import { constant } from './constant.js'
import { dataLayer } from './data-layer.js'
import { expression } from './expression.js'
import { selector } from './selector.js'
import { urlParameter } from './url-parameter.js'

/** Every place where a snippet can take a value from, in the order that menus show them. */
export const fillSources = [constant, dataLayer, selector, urlParameter, expression] as const
