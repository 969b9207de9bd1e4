import { expect, test } from 'vitest'
import type { Scope } from '../api/integration-keys.js'
import { operationsOfKey } from './operations-of-key.js'

const both = ['read', 'write'] as const

test.each<[scopes: Scope[], allowed: readonly ('read' | 'write')[], may: string[]]>([
  [['events:write', 'profiles:read'], both, ['read', 'write']],
  [['events:write', 'profiles:read'], [], []],
  [['events:write'], both, ['write']],
  [['events:write'], ['read'], []],
  [['profiles:read'], both, ['read']],
  [['profiles:merge', 'definitions:read'], both, []],
])('%j, where %j is allowed: %j', (scopes, allowed, may) => {
  expect(operationsOfKey(allowed, scopes)).toEqual(may)
})
