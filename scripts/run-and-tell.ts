import { closingLine } from './closing-line.ts'
import { runTests } from './run-tests.ts'
import { stateFolder } from './settings.ts'

/**
 * Runs tests, and says how many have passed and failed: the last thing, on a line of its own.
 * @param args passed on to vitest
 */
export async function runAndTell(args: readonly string[]): Promise<void> {
  const count = await runTests(stateFolder(process.env), args).catch((error: Error) => {
    console.error(error.message)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  process.exitCode = count.failed ? 1 : 0
  console.log(closingLine(count))
}
