import { type Contender, stockOf } from './contenders.ts'

type Stock = Awaited<ReturnType<typeof stockOf>>

/** What a number of events more makes of each row count, where that follows from the events alone. */
const grown: Readonly<Partial<Record<keyof Stock, number>>> = { events: 1, placed: 1, counted: 6 }

/**
 * Makes sure that what is measured is what was done: every event that was sent is stored, and the collector and the bare Worker have left as many rows
 * and counts as each other.
 * @returns to be called with the number of events that were sent to each since the last call. It throws, naming what is wrong
 */
export async function checkStock(all: readonly Contender[]): Promise<(sent: number) => Promise<void>> {
  let before = await Promise.all(all.map(stockOf))
  return async (sent) => {
    const after = await Promise.all(all.map(stockOf))
    const more = after.map((stock, place) => differenceOf(stock, before[place] as Stock))
    before = after
    for (const [place, { name }] of all.entries()) {
      const found = more[place] as Stock
      // The one before it is the collector on the same database.
      const expected = name === 'bare' ? (more[place - 1] as Stock) : found
      for (const key of Object.keys(found) as (keyof Stock)[]) {
        const wanted = name === 'barest' ? (key === 'events' ? sent : 0) : (grown[key] ?? 0) * sent || expected[key]
        if (found[key] !== wanted) throw new Error(`"${name}" has ${found[key]} more of ${key}, not ${wanted}`)
      }
    }
  }
}

const differenceOf = (after: Stock, before: Stock): Stock =>
  Object.fromEntries(
    Object.entries(after).map(([key, value]) => [key, (value ?? 0) - (before[key as keyof Stock] ?? 0)]),
  ) as unknown as Stock
