import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { root } from '../../scripts/settings.ts'
import { startTestCollector, type TestCollector } from './test-collector.ts'

let collector: TestCollector | undefined

/** Starts a collector whose clock a test moves, on an empty database. */
export const startClockCollector = (): Promise<TestCollector> => startTestCollector(join(root, 'collector', 'test', 'clock-worker.ts'))

/** One collector for all tests of the editor, with a clock that they move. */
export async function setup({ provide }: TestProject): Promise<void> {
  collector = await startClockCollector()
  provide('collector', collector.url)
  provide('token', collector.token)
}

export const teardown = (): Promise<void> | undefined => collector?.end()
