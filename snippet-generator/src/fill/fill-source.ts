import type { FieldTypeName } from '@milepost/sdk/contract'
import type { HelperName } from './helpers.js'

/** The field that a fill is for: its type, and the path under which an error names it. */
export interface FilledField {
  /** `fill.total` */
  readonly at: string
  readonly key: string
  readonly type: FieldTypeName
}

/** A JavaScript expression that runs in a page, and the helpers it calls. */
export interface PageValue {
  readonly code: string
  readonly helpers: readonly HelperName[]
}

/** One place where a snippet can take the value of a field from. */
export interface FillSource<Kind extends { readonly from: string } = { readonly from: string }> {
  /** As in `{ from: 'dataLayer' }`. */
  readonly from: Kind['from']
  /** Its name in menus. */
  readonly title: string
  /** One sentence for menus and help: when to choose it. */
  readonly description: string
  /** Names of the members beside `from`. */
  readonly members: readonly string[]
  /** The members that may be left out. */
  readonly optional: readonly string[]
  /** Checks the members, which came from anywhere. Throws a `SnippetError` that names the field. */
  check(fill: Readonly<Record<string, unknown>>, field: FilledField): void
  /** The expression that has the value in a page. A person's text in it stands quoted, unless it is an expression itself. */
  inPage(fill: Kind, type: string): PageValue
}
