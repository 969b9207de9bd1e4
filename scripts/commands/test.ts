import { closingLine } from '../closing-line.ts'
import { runTests } from '../run-tests.ts'
import { stateFolder } from '../settings.ts'

const count = await runTests(stateFolder(process.env), process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message)
  return { passed: 0, failed: 1, skipped: 0 }
})
process.exitCode = count.failed ? 1 : 0
// The last thing that is said, on a line of its own.
console.log(closingLine(count))
