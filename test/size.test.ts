import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { measureSizes, sizesTable } from '../scripts/measure-sizes.ts'
import { root } from '../scripts/settings.ts'

const sizes = await measureSizes()

test.each(sizes)('$name stays within its budget', ({ bytes, budget }) => {
  // Less than this is no tracker but a build that went wrong.
  expect(bytes).toBeGreaterThan(300)
  expect(bytes).toBeLessThanOrEqual(budget)
})

test('the README quotes the sizes as they are measured', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  expect(/<!-- sizes -->\n+([\s\S]*?)\n+<!-- \/sizes -->/.exec(readme)?.[1]).toBe(sizesTable(sizes))
})
