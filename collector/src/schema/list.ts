import * as v from 'valibot'
import { textRule } from './text.js'

/** Items of one page: enough for a screen, and few enough for one answer. */
const MAX_LIMIT = 200

/** The longest there is names a page by 255 characters of host and 200 of path, each an escape in base64 at worst. */
const MAX_CURSOR_LENGTH = 4000

/** Query of every list. `cursor` is the `nextCursor` of the page before. */
export const listQuery = {
  cursor: v.optional(v.pipe(v.string(), v.maxLength(MAX_CURSOR_LENGTH), v.description('The `nextCursor` of the page before'))),
  limit: v.optional(
    v.pipe(
      v.string(),
      textRule((text) =>
        /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_LIMIT
          ? undefined
          : { expected: `a whole number from 1 to ${MAX_LIMIT}`, received: 'something else' },
      ),
      v.transform(Number),
    ),
    '50',
  ),
}

/** The same in the body of a list that is asked for by what may stand in no address. */
export const listBody = {
  cursor: listQuery.cursor,
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LIMIT)), 50),
}

export const listQuerySchema = v.object(listQuery)

/** A page of a list: `nextCursor` is `null` on the last one. */
export const pageSchema = <Item extends v.GenericSchema>(item: Item) =>
  v.object({
    items: v.array(item),
    nextCursor: v.pipe(v.nullable(v.string()), v.description('Give it as `cursor` for the next page; null on the last one')),
  })

/** A page of a list. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}
