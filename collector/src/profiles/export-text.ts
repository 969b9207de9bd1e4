import { type Exported, exportOrder } from '../store/export.js'
import { csvLine } from './csv.js'

/** In which forms a profile can be exported. */
export const exportFormats = ['json', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]

type Pieces = AsyncIterable<readonly Exported[]>

/** Writes an export as text, piece by piece. */
export const exportText: Readonly<Record<ExportFormat, (pieces: Pieces, exportedAt: string) => AsyncGenerator<string>>> = {
  json: jsonText,
  csv: csvText,
}

/** One JSON object with a list for each kind of row, empty where there is none. */
async function* jsonText(pieces: Pieces, exportedAt: string): AsyncGenerator<string> {
  yield `{"exportedAt":${JSON.stringify(exportedAt)}`
  const coming = [...exportOrder]
  let open: string | undefined
  /** Closes the list that is open and opens the next ones, up to this one. */
  const upTo = (belonging: string | undefined): string => {
    let text = ''
    while (open !== belonging) {
      if (open !== undefined) text += ']'
      open = coming.shift()
      if (open !== undefined) text += `,"${open}":[`
    }
    return text
  }
  for await (const piece of pieces) {
    let text = ''
    for (const { belonging, item } of piece) text += (open === belonging ? ',' : upTo(belonging)) + JSON.stringify(item)
    if (text) yield text
  }
  yield `${upTo(undefined)}}\n`
}

// Spreadsheets take UTF-8 for something else without it.
const BYTE_ORDER_MARK = '\ufeff'

/** One long table: a line for each value that is there. */
async function* csvText(pieces: Pieces): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(['list', 'row', 'member', 'value'])
  const rows = new Map<string, number>()
  for await (const piece of pieces) {
    let text = ''
    for (const { belonging, item } of piece) {
      const row = (rows.get(belonging) ?? 0) + 1
      rows.set(belonging, row)
      for (const [member, value] of valuesOf(item)) text += csvLine([belonging, row, member, value])
    }
    if (text) yield text
  }
}

/** Every value in an item, with the path to it, such as `fields.orderId`. */
function* valuesOf(item: unknown, path = ''): Generator<readonly [path: string, value: unknown]> {
  if (typeof item !== 'object' || item === null) {
    if (item != null) yield [path, item]
    return
  }
  for (const [key, value] of Object.entries(item)) yield* valuesOf(value, path ? `${path}.${key}` : key)
}
