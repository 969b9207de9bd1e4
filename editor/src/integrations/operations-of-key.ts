import type { Scope } from '../api/integration-keys.js'
import type { Operation } from '../definitions/operations.js'

const needed: Readonly<Record<Operation, Scope>> = { read: 'profiles:read', write: 'events:write' }

/** What a key may do of what is allowed: as much of it as its scopes open. */
export const operationsOfKey = (allowed: readonly Operation[], scopes: readonly Scope[]): Operation[] =>
  allowed.filter((operation) => scopes.includes(needed[operation]))
