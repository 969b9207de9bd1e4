import { join } from 'node:path'
import { fieldTypeNames } from '@milepost/sdk/contract'
import { expect, test } from 'vitest'
import { scriptOf } from '../scripts/measure-sizes.ts'
import { root } from '../scripts/settings.ts'

// Text is in every script, because every event has a source.
const optional = fieldTypeNames.filter((type) => type !== 'text')

test.each(optional)('a script whose definition has no %s field does not hold its check', async (type) => {
  const { checks }: { checks: Record<string, string> } = await import(join(root, 'sdk', 'dist', 'script', 'parts.js'))
  const check = checks[type] ?? 'no such check'
  expect(check.length).toBeGreaterThan(20)
  expect(await scriptOf([type])).toContain(check)
  expect(await scriptOf(fieldTypeNames.filter((other) => other !== type))).not.toContain(check)
})
