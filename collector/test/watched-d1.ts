/** A call that reached the database: one statement run by itself, or a batch of so many. */
export type D1Call = { readonly kind: 'statement' } | { readonly kind: 'batch'; readonly statements: number }

/**
 * Wraps the real binding so that every call is noted, and can be made to fail.
 * @param fails called before each call; what it returns is thrown instead of asking the database
 * @param failsAfter called after each call that succeeded; what it returns is thrown although the database has done what was asked
 */
export function watchD1(
  d1: D1Database,
  fails: (call: D1Call) => Error | undefined = () => undefined,
  failsAfter: (call: D1Call) => Error | undefined = () => undefined,
) {
  const calls: D1Call[] = []
  const originals = new WeakMap<object, D1PreparedStatement>()
  async function watch<Result>(call: D1Call, ask: () => Promise<Result>): Promise<Result> {
    calls.push(call)
    const before = fails(call)
    if (before) throw before
    const result = await ask()
    const after = failsAfter(call)
    if (after) throw after
    return result
  }

  function watchStatement(statement: D1PreparedStatement): D1PreparedStatement {
    const watched = new Proxy(statement, {
      get(target, property: keyof D1PreparedStatement) {
        if (property === 'bind') return (...values: unknown[]) => watchStatement(target.bind(...values))
        const method = target[property] as (...parameters: unknown[]) => Promise<unknown>
        return (...parameters: unknown[]) => watch({ kind: 'statement' }, () => method.apply(target, parameters))
      },
    })
    originals.set(watched, statement)
    return watched
  }

  const DB = new Proxy(d1, {
    get(target, property: keyof D1Database) {
      if (property === 'prepare') return (sql: string) => watchStatement(target.prepare(sql))
      if (property !== 'batch') throw new Error(`the collector does not use ${property}`)
      return (statements: D1PreparedStatement[]) =>
        watch({ kind: 'batch', statements: statements.length }, () =>
          target.batch(statements.map((statement) => originals.get(statement) ?? statement)),
        )
    },
  })
  return { DB, calls }
}
