import type { Category, DefinitionVersion, Purpose } from '@milepost/sdk/contract'

/** A section as the management API answers. */
export interface Section {
  readonly id: string
  readonly name: string
  readonly writeKey: string
}

/** A custom event as the management API answers. */
export interface CustomEvent {
  readonly discriminator: string
  readonly name: string
  readonly description: string
  readonly category: Category
  readonly webTracking: boolean
  /** Absent in answers of a collector that knows of none. */
  readonly purpose?: Purpose
  readonly hidden: boolean
  /** ISO 8601; saving an edit is refused before it. */
  readonly editableAt: string
  /** Number of the newest version that is usable already. */
  readonly current: number
  /** Every version, oldest first. */
  readonly versions: readonly DefinitionVersion[]
}

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor?: string | null
}

/** What a snippet answers. */
export interface SnippetAnswer {
  readonly version: string
  readonly target: string
  readonly language: string
  readonly code: string
}
