import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundleFromNpm, measureSizes, scriptOf, sizesTable, visitors } from '../scripts/measure-sizes.ts'
import { root } from '../scripts/settings.ts'

const sizes = await measureSizes()

test.each(sizes)('$name stays within its budget', ({ bytes, budget }) => {
  // Less than this is no tracker but a build that went wrong.
  expect(bytes).toBeGreaterThan(300)
  expect(bytes).toBeLessThanOrEqual(budget)
})

test.each(['all six field types', 'text fields only'])('a page script of %s grows by at most 350 B for consent and identity', (types) => {
  const of = (suffix: string) => sizes.find(({ name }) => name === `Page script, ${types}${suffix}`)?.bytes ?? Number.NaN
  expect(of(', with consent and identity') - of('')).toBeLessThanOrEqual(350)
})

test('what a page does not use of them does not reach it', async () => {
  const marks = /visitor|consent|identi|granted|globalPrivacyControl/
  expect(await scriptOf(['text'])).not.toMatch(marks)
  expect(await bundleFromNpm()).not.toMatch(marks)
  expect(await scriptOf(['text'], visitors)).toMatch(marks)
})

test('the README quotes the sizes as they are measured', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  expect(/<!-- sizes -->\n+([\s\S]*?)\n+<!-- \/sizes -->/.exec(readme)?.[1]).toBe(sizesTable(sizes))
})
