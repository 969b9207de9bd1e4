import { textAt } from '../parts/record.js'

/** Where a page is, for a narrow column. */
export interface Place {
  readonly host: string
  readonly path: string
}

/** Host and path of the page that something was sent from; `undefined` where it names none that can be read. */
export function placeOf(page: unknown): Place | undefined {
  const url = textAt(page, 'url')
  if (!url || !URL.canParse(url)) return undefined
  const { host, pathname } = new URL(url)
  return { host, path: pathname }
}
