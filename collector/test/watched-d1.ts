/** A call that reached the database: one statement run by itself, or a batch of so many. */
export type D1Call = { readonly kind: 'statement' } | { readonly kind: 'batch'; readonly statements: number }

/**
 * Wraps the real binding so that every call is noted, and can be made to fail.
 * @param fails called before each call; what it returns is thrown instead of asking the database
 */
export function watchD1(d1: D1Database, fails: (call: D1Call) => Error | undefined = () => undefined) {
  const calls: D1Call[] = []
  const originals = new WeakMap<object, D1PreparedStatement>()
  const note = (call: D1Call) => {
    calls.push(call)
    const error = fails(call)
    if (error) throw error
  }

  function watchStatement(statement: D1PreparedStatement): D1PreparedStatement {
    const watched = new Proxy(statement, {
      get(target, property: keyof D1PreparedStatement) {
        if (property === 'bind') return (...values: unknown[]) => watchStatement(target.bind(...values))
        const method = target[property] as (...parameters: unknown[]) => unknown
        return async (...parameters: unknown[]) => {
          note({ kind: 'statement' })
          return method.apply(target, parameters)
        }
      },
    })
    originals.set(watched, statement)
    return watched
  }

  const DB = new Proxy(d1, {
    get(target, property: keyof D1Database) {
      if (property === 'prepare') return (sql: string) => watchStatement(target.prepare(sql))
      if (property !== 'batch') throw new Error(`the collector does not use ${property}`)
      return async (statements: D1PreparedStatement[]) => {
        note({ kind: 'batch', statements: statements.length })
        return target.batch(statements.map((statement) => originals.get(statement) ?? statement))
      }
    },
  })
  return { DB, calls }
}
