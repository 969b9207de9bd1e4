import { startWorker } from '../../bench/support/local-worker.ts'

// Run by `startKillable` in a process of its own: what it starts can then be killed as a whole. It says where it listens.

const { url } = await startWorker(JSON.parse(process.argv[2] ?? '{}'))
process.stdout.write(`${url.origin}\n`)
