import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { buildRooms } from '../build-rooms.ts'
import { startTool } from '../tool.ts'

interface Part {
  readonly files: readonly string[]
  /** Folder of the tests that have to notice. */
  readonly tests: string
}

// npm run mutation [-- contract|delivery] [--only <file>]: changes the code in every small way that a mistake could, and counts how much of that no
// test notices.
const parts: Readonly<Record<string, Part>> = {
  contract: { files: ['sdk/src/contract/**/*.ts', '!**/index.ts', '!**/*.test.ts'], tests: 'sdk/src/contract' },
  // One pattern a file: a comma, also one within braces, parts patterns.
  delivery: {
    files: ['track', 'track-profile', 'deliver', 'create-tracker', 'create-profile-tracker', 'uuid'].map((name) => `sdk/src/${name}.ts`),
    tests: 'sdk',
  },
}
const { positionals, values } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } })
const wanted = positionals.length ? positionals : Object.keys(parts)
await buildRooms('sdk')
for (const name of wanted) {
  const part = parts[name]
  if (!part) {
    console.error(`There is no such part. Name one of: ${Object.keys(parts).join(', ')}`)
    process.exitCode = 1
    break
  }
  console.log(`Mutating ${name} …`)
  const args = ['run', '--mutate', values.only ?? part.files.join(',')]
  const [code] = await once(
    startTool('stryker', args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, MUTATION_TESTS: part.tests } }),
    'exit',
  )
  if (code !== 0) process.exitCode = 1
}
