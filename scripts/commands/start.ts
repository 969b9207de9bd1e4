import { onOrphaned } from '../orphan.mjs'
import { settings } from '../settings.ts'
import { start } from '../start.ts'

const told = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => told.abort())
onOrphaned(() => told.abort())
// Whoever reads our lines may go away; the collector goes on.
process.stdout.on('error', () => {})

try {
  const started = await start(settings(process.env), told.signal)
  if (!told.signal.aborted) {
    console.log(`\n${started.lines.join('\n')}`)
    const end = new Promise<undefined>((resolve) => told.signal.addEventListener('abort', () => resolve(undefined)))
    const problem = await Promise.race([started.died, end])
    if (problem) {
      console.error(problem.message)
      process.exitCode = 1
    }
  }
  await started.end()
} catch (error) {
  if (!told.signal.aborted) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
process.exit()
