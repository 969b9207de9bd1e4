import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { adminToken } from '../dev-vars.ts'
import { readJournal, replayJournal, saveJournal } from '../erasure-journal.ts'
import { management } from '../management.ts'
import { root } from '../settings.ts'

// npm run erasures:replay -- --save <file>: saves the erasure journal, before the database is restored to an earlier time.
// npm run erasures:replay -- <file>: erases again, afterwards, whoever the restored database has brought back.

const USAGE = `Name the file of the journal:
  npm run erasures:replay -- --save journal.jsonl   before the database is restored
  npm run erasures:replay -- journal.jsonl          afterwards
The collector is at --url or MILEPOST_URL (http://127.0.0.1:8787); its token is MILEPOST_TOKEN, or that of .dev.vars.`

/** Where the collector is, and its token; the local one's is in .dev.vars. */
function collectorOf(url: string, env: NodeJS.ProcessEnv) {
  const file = join(root, '.dev.vars')
  const token = env.MILEPOST_TOKEN || (existsSync(file) ? adminToken(file) : '')
  if (!token) throw new Error('There is no token. Set MILEPOST_TOKEN to the ADMIN_TOKEN of the collector.')
  return management(url.replace(/\/$/, ''), token)
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { url: { type: 'string' }, save: { type: 'string' } } })
  const { url = process.env.MILEPOST_URL || 'http://127.0.0.1:8787', save } = values
  const [file] = positionals
  if (positionals.length !== (save === undefined ? 1 : 0)) throw new Error(USAGE)
  const call = collectorOf(url, process.env)
  if (save !== undefined) {
    const count = await saveJournal(call, save)
    console.log(`${count} erasures are saved in ${save}. Restore the database now, then: npm run erasures:replay -- ${save}`)
    return
  }
  const lines = readJournal(file ?? '')
  const removed = await replayJournal(call, lines, (line) => console.log(line)).catch((error: Error) => {
    throw new Error(
      `${explain(error)}\nNothing is lost. Start it again: npm run erasures:replay -- ${file}${values.url ? ` --url ${values.url}` : ''}`,
    )
  })
  const counts = Object.entries(removed).filter(([, count]) => count > 0)
  const told = counts.map(([name, count]) => `${count} ${name}`).join(', ')
  console.log(told ? `Removed again: ${told}` : 'Nothing had come back.')
}

/** An error of `fetch` says why only in its cause. */
const explain = ({ message, cause }: Error): string => (cause instanceof Error ? `${message}: ${cause.message}` : message)

try {
  await run()
} catch (error) {
  console.error(explain(error as Error))
  process.exitCode = 1
}
