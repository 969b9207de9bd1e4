import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { root } from '../../scripts/settings.ts'
import { startTestCollector, type TestCollector } from './test-collector.ts'

let collector: TestCollector | undefined

/** One collector for all tests of the editor, with a clock that they move. */
export async function setup({ provide }: TestProject): Promise<void> {
  collector = await startTestCollector(join(root, 'collector', 'test', 'clock-worker.ts'))
  provide('collector', collector.url)
  provide('token', collector.token)
}

export const teardown = (): Promise<void> | undefined => collector?.end()
