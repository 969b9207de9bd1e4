import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './support/run-command.ts'

const state = mkdtempSync(join(tmpdir(), 'milepost-state-'))
afterAll(() => rmSync(state, { recursive: true }))

const unit = 'scripts/closing-line.test.ts'
test.each<[string, string[], NodeJS.ProcessEnv, { code: number; line: RegExp; says: string }]>([
  ['passing tests', [unit], {}, { code: 0, line: /^\d\d passed, 0 failed$/, says: 'passed' }],
  ['a file that is not there', ['scripts/none.test.ts'], {}, { code: 1, line: /^0 passed, 1 failed$/, says: 'No test files found' }],
  ['an option that is not there', ['--none=1', unit], {}, { code: 1, line: /^0 passed, 1 failed$/, says: '--none' }],
  ['no browser', [unit], { MILEPOST_CHROMIUM: '/none' }, { code: 1, line: /^0 passed, 1 failed$/, says: 'MILEPOST_CHROMIUM=/none' }],
])('npm test with %s says so and ends with its closing line', { timeout: 60_000 }, async (_, args, env, expected) => {
  const command = runCommand('test', { MILEPOST_STATE: state, ...env }, args)
  expect(await command.ended).toBe(expected.code)
  expect(command.output()).toContain(expected.says)
  expect(command.output().trimEnd().split('\n').at(-1)).toMatch(expected.line)
})
