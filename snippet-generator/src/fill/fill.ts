import type { ConstantFill } from './sources/constant.js'
import type { DataLayerFill } from './sources/data-layer.js'
import type { ExpressionFill } from './sources/expression.js'
import type { SelectorFill } from './sources/selector.js'
import type { UrlParameterFill } from './sources/url-parameter.js'

/** Where a snippet takes the value of one field from. */
export type Fill = ConstantFill | DataLayerFill | SelectorFill | UrlParameterFill | ExpressionFill

/** What fills the fields of a snippet, by field key; `source` is the source field. */
export type Fills = Readonly<Record<string, Fill>>
