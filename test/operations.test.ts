import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../scripts/settings.ts'
import { quietWrangler, runTool } from '../scripts/tool.ts'

const source = (path: string) => readFileSync(join(root, path), 'utf8')
const operations = source('docs/operations.md')

/** First cells of the rows of a table that stands below a heading. */
const namesBelow = (heading: string): string[] => {
  const [, rest = ''] = operations.split(`\n## ${heading}\n`)
  return [...(rest.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name)
}

test('docs/operations.md tells of every line that the collector logs, and of its level', () => {
  const lines = [...source('collector/src/log.ts').matchAll(/^ {2}(\w+): \{ level: '(\w+)'/gm)]
  expect(lines.length).toBeGreaterThan(3)
  expect(namesBelow('Logs').sort()).toEqual(lines.map(([, name]) => name).sort())
  for (const [, name, level] of lines) expect(operations).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${level} `, 'm'))
})

test('docs/operations.md tells of every problem that is the collector’s own', () => {
  const own = [...source('collector/src/problem.ts').matchAll(/^ {2}(\w+): \[5\d\d,/gm)].map(([, code]) => code)
  expect(namesBelow('When something is wrong').sort()).toEqual(own.sort())
})

test('the files that documents point to are there', () => {
  for (const path of ['SECURITY.md', ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))])
    for (const [, target = ''] of source(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g))
      expect(existsSync(join(root, path, '..', target)), `${path}: ${target}`).toBe(true)
})

test('docs/scaling.md tells of every column of the lake, and of its type', () => {
  const { fields }: { fields: { name: string; type: string; required: boolean }[] } = JSON.parse(
    source('collector/lake/events-stream.schema.json'),
  )
  const [, table = ''] = /^\| Column .*\n\|[- |]+\n((?:\|.*\n)+)/m.exec(source('docs/scaling.md')) ?? []
  const listed = [...table.matchAll(/^\| (`.+?`) +\| (\w+)(, optional)? +\|/gm)].flatMap(([, names = '', type, optional]) =>
    names.split(', ').map((name) => ({ name: name.replaceAll('`', ''), type, required: !optional })),
  )
  expect(listed).toEqual(fields.map(({ name, type, required }) => ({ name, type, required })))
})

test.each(['docs/scaling.md', 'docs/forgetting.md'])(
  'the commands of %s exist, with their options',
  async (path) => {
    const lines = [...source(path).matchAll(/^ *npx wrangler (.+)/gm)].map(([, line = '']) => line.replaceAll(/"[^"]*"/g, 'x'))
    expect(lines.length).toBeGreaterThan(3)
    // Each is asked once, however often it is shown.
    const commands = Map.groupBy(lines, (line) => line.split(' --')[0] ?? '')
    const folder = mkdtempSync(join(tmpdir(), 'milepost-commands-'))
    try {
      for (const [command, shown] of commands) {
        const help = await runTool('wrangler', [...command.split(' '), '--help'], quietWrangler(folder))
        const named = /^wrangler ((?:[a-z0-9-]+ ?)+)/m.exec(help)?.[1]?.trim() ?? 'nothing'
        expect(`${command} `, help).toContain(`${named} `)
        for (const [option] of shown.join(' ').matchAll(/--[a-z-]+/g)) expect(help, command).toContain(`${option} `)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  120_000,
)

test('what is commented out in wrangler.toml is valid once it is not', async () => {
  const text = source('wrangler.toml')
  const on = text.replaceAll(/^# (\[\[.+\]\]|\w+ = .+)$/gm, '$1')
  expect(on).not.toBe(text)
  // Beside the real one, since its paths start there.
  const file = join(root, `wrangler.test-${process.pid}.toml`)
  const state = mkdtempSync(join(tmpdir(), 'milepost-all-on-'))
  try {
    writeFileSync(file, on)
    const args = ['deploy', '--dry-run', '--config', file, '--outdir', join(state, 'bundle')]
    const output = await runTool('wrangler', args, quietWrangler(state))
    for (const binding of ['EVENTS_QUEUE', 'METRICS', 'milepost-events', 'EVENTS_STREAM']) expect(output).toContain(binding)
  } finally {
    rmSync(file, { force: true })
    rmSync(state, { recursive: true })
  }
}, 60_000)
