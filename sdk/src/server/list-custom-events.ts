import type { Category, DefinitionVersion } from '../contract/definition.js'
import type { IdentifierKind, Purpose } from '../contract/person.js'
import type { Request } from './request.js'

/** A custom event of the section, with what the key may do with it. */
export interface KnownCustomEvent {
  readonly discriminator: string
  readonly name: string
  readonly description: string
  readonly category: Category
  readonly purpose: Purpose
  /** Number of the newest version that is usable now. */
  readonly current: number
  readonly versions: readonly DefinitionVersion[]
  /** What this key may do with events of people found by each identifier. */
  readonly allowed: Readonly<Record<IdentifierKind, readonly ('read' | 'write')[]>>
}

/** All custom events of the section that are not hidden. */
export async function listCustomEvents(request: Request, signal?: AbortSignal): Promise<KnownCustomEvent[]> {
  const all: KnownCustomEvent[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''
    const page: Answer = await request({ path: `/v1/integrations/custom-events${query}`, signal, read: pageIn })
    all.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  return all
}

interface Answer {
  readonly items: readonly KnownCustomEvent[]
  readonly nextCursor: string | null
}

const pageIn = (answer: unknown): Answer | undefined =>
  Array.isArray((answer as Partial<Answer> | null)?.items) ? (answer as Answer) : undefined
