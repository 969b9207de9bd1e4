import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { pack, publishedRooms } from '../scripts/pack.ts'

const folder = mkdtempSync(join(tmpdir(), 'milepost-packages-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each(publishedRooms)(
  'the package of %s holds dist, README, LICENSE and CHANGELOG only, and its command if it has one',
  async (room) => {
    const { files } = await pack(room, folder)
    const command = room === 'snippet-generator' ? ['bin/milepost.js'] : []
    expect(files.filter((file) => !file.startsWith('dist/'))).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', ...command, 'package.json'])
    const built = files.filter((file) => file.startsWith('dist/'))
    expect(built).toContain('dist/index.js')
    expect(built).toContain('dist/index.d.ts')
    expect(built.filter((file) => !/\.(js|d\.ts)$/.test(file) || file.includes('.test.'))).toEqual([])
  },
)
