import type { TestProject } from 'vitest/node'
import { startTestCollector, type TestCollector } from './test-collector.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Origin of the collector that all browser tests share. */
    collector: string
    /** Its ADMIN_TOKEN. */
    token: string
  }
}

let collector: TestCollector | undefined

/** One collector for all browser tests: starting one takes seconds, and every test has a section of its own. */
export async function setup({ provide }: TestProject): Promise<void> {
  collector = await startTestCollector()
  provide('collector', collector.url)
  provide('token', collector.token)
}

export const teardown = (): Promise<void> | undefined => collector?.end()
