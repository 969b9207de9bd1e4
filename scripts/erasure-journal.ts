import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Management } from './management.ts'

/** An entry of the erasure journal, as far as the scripts look into it: it is saved and sent as it came. */
interface Entry {
  readonly id: string
  readonly hashes: readonly string[]
}

interface Step {
  readonly checked: number
  readonly removed: Readonly<Record<string, number>>
  readonly nextCursor: string | null
}

/** Entries and characters of one call; the collector takes a little more. */
const CALL = { entries: 500, characters: 1_000_000 }

/**
 * Saves the erasure journal, an entry a line. The file appears whole or not at all, readable by its owner only.
 * @returns how many entries there are
 */
export async function saveJournal(call: Management, file: string): Promise<number> {
  const lines: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Entry[]; nextCursor: string | null } = await call('GET', `/v1/erasures?limit=200${cursor && `&cursor=${cursor}`}`)
    lines.push(...page.items.map((entry) => `${JSON.stringify(entry)}\n`))
    cursor = page.nextCursor
  }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, lines.join(''), { mode: 0o600 })
  renameSync(draft, file)
  return lines.length
}

/**
 * Reads a saved journal.
 * @throws with the line that is no entry
 */
export function readJournal(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  lines.forEach((line, index) => {
    if (line && !isEntry(line)) throw new Error(`Line ${index + 1} of ${file} is no entry of an erasure journal.`)
  })
  return lines.filter((line) => line)
}

function isEntry(line: string): boolean {
  try {
    const { id, hashes }: Partial<Entry> = JSON.parse(line)
    return typeof id === 'string' && Array.isArray(hashes)
  } catch {
    return false
  }
}

/**
 * Replays a saved journal, call by call. It may be ended at any time and started again: doing it twice does no harm.
 * @param tell told of progress, a line at a time
 * @returns how much of what was removed
 */
export async function replayJournal(
  call: Management,
  lines: readonly string[],
  tell: (line: string) => void,
): Promise<Readonly<Record<string, number>>> {
  const removed: Record<string, number> = {}
  let done = 0
  for (const batch of batchesOf(lines)) {
    const entries: unknown[] = batch.map((line) => JSON.parse(line))
    let checked = 0
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const step: Step = await call<Step>('POST', '/v1/erasures/replay', { entries, ...(cursor !== undefined && { cursor }) })
      for (const [name, count] of Object.entries(step.removed)) removed[name] = (removed[name] ?? 0) + count
      checked += step.checked
      cursor = step.nextCursor
      if (cursor !== null) tell(`${checked} identifiers looked at for entries ${done + 1} to ${done + batch.length} of ${lines.length}`)
    }
    done += batch.length
    tell(`${done} of ${lines.length} entries replayed`)
  }
  return removed
}

function* batchesOf(lines: readonly string[]): Generator<string[]> {
  let batch: string[] = []
  let characters = 0
  for (const line of lines) {
    if (batch.length && (batch.length === CALL.entries || characters + line.length > CALL.characters)) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push(line)
    characters += line.length
  }
  if (batch.length) yield batch
}
