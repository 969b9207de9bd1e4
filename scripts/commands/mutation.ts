import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { buildRooms } from '../build-rooms.ts'
import { startTool } from '../tool.ts'

// npm run mutation [-- contract|delivery]: changes the code in every small way that a mistake could, and counts how much of that no test notices.
const parts: Readonly<Record<string, readonly string[]>> = {
  contract: ['sdk/src/contract/**/*.ts', '!**/index.ts', '!**/*.test.ts'],
  // One pattern a file: a comma, also one within braces, parts patterns.
  delivery: ['track', 'track-profile', 'deliver', 'create-tracker', 'create-profile-tracker', 'uuid'].map((name) => `sdk/src/${name}.ts`),
}
const { positionals } = parseArgs({ allowPositionals: true })
const wanted = positionals.length ? positionals : Object.keys(parts)
await buildRooms('sdk')
for (const name of wanted) {
  const files = parts[name]
  if (!files) {
    console.error(`There is no such part. Name one of: ${Object.keys(parts).join(', ')}`)
    process.exitCode = 1
    break
  }
  console.log(`Mutating ${name} …`)
  const [code] = await once(startTool('stryker', ['run', '--mutate', files.join(',')], { stdio: ['ignore', 'inherit', 'inherit'] }), 'exit')
  if (code !== 0) process.exitCode = 1
}
