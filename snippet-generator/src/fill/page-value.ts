import type { Fill } from './fill.js'
import type { FillSource, PageValue } from './fill-source.js'
import { fillSources } from './sources/index.js'

/** The expression that has the filled value in a page. */
export function pageValue(fill: Fill, type: string): PageValue {
  const source = fillSources.find(({ from }) => from === fill.from) as FillSource<Fill> | undefined
  if (!source) throw new Error(`no fill source ${fill.from}`)
  return source.inPage(fill, type)
}
