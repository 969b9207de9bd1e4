import { runAndTell } from '../run-and-tell.ts'

// Read by the tests, which then do more of what they do.
process.env.MILEPOST_LONG_RUN = 'true'
await runAndTell(['--project', 'faults', ...process.argv.slice(2)])
