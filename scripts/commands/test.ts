import { runAndTell } from '../run-and-tell.ts'

await runAndTell(process.argv.slice(2))
