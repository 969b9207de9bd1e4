import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { checkEnvelope, fieldTypes } from '@milepost/sdk/contract'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { type Browser, chromium } from 'playwright-core'
import { rollup } from 'rollup'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminToken } from '../scripts/dev-vars.ts'
import { management, type Section } from '../scripts/management.ts'
import { provideBrowser } from '../scripts/provide-browser.ts'
import { root, varNames } from '../scripts/settings.ts'
import { quietWrangler, runTool } from '../scripts/tool.ts'
import { likeCheckout, type Printed, runSession } from './support/checkout.ts'
import { freePorts } from './support/free-ports.ts'
import { alike, type Block, isLike, readMarkdown } from './support/markdown.ts'
import { type RunningCommand, runCommand } from './support/run-command.ts'
import { type Site, startSite } from './support/site.ts'

const readme = readMarkdown('README.md')
const source = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('what the README shows works', () => {
  const commands = readme.blocks.filter(({ language, notRun }) => language === 'sh' && !notRun)
  const session = commands.filter(({ code }) => code !== 'npm start\n')
  const folder = mkdtempSync(join(tmpdir(), 'milepost-readme-'))
  const checkout = join(folder, 'milepost')
  const shop = join(folder, 'shop')
  let port = 0
  let start: RunningCommand
  let site: Site
  let browser: Browser
  let printed: Printed[] = []
  let code: number | null = null

  /** A block with the addresses of this test in the place of the reader's. */
  const here = (text: string) => text.replaceAll('127.0.0.1:8787', `127.0.0.1:${port}`).replaceAll('http://localhost:5173', site.origin)
  const there = (text: string) => text.replaceAll(`127.0.0.1:${port}`, '127.0.0.1:8787').replaceAll(site.origin, 'http://localhost:5173')
  const outputOf = (block: Block) => there(printed[session.indexOf(block)]?.output ?? '')
  const block = (language: string): Block => {
    const [found, ...others] = readme.blocks.filter((each) => each.language === language)
    if (!found || others.length) throw new Error(`not exactly one block of ${language}`)
    return found
  }
  /** The section that the reader makes. */
  const section = (): Section => {
    const made = session.find((each) => each.code.includes('"name": "Shop"'))
    if (!made) throw new Error('no command makes the section')
    return JSON.parse(outputOf(made))
  }
  const keyed = (text: string) => here(text).replaceAll('wk_…', section().writeKey)

  beforeAll(async () => {
    const [own = 0, demoPort = 0] = await freePorts(2)
    port = own
    site = await startSite()
    start = runCommand('start', { MILEPOST_STATE: join(folder, 'state'), PORT: String(port), DEMO_PORT: String(demoPort) })
    await start.printed('First event')
    browser = await chromium.launch({ executablePath: provideBrowser(), chromiumSandbox: process.getuid?.() !== 0 })
    likeCheckout(checkout)
    const result = await runSession(
      checkout,
      session.map((each) => here(each.code)),
    )
    printed = result.printed
    code = result.code
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await site?.end()
    start?.child.kill('SIGTERM')
    await start?.ended
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)

  test('its commands, in order, in one shell', () => {
    expect(commands.map((each) => each.code)).toContain('npm start\n')
    const last = printed.length - 1
    expect(code, `line ${session[last]?.line}:\n${printed[last]?.output}${printed[last]?.errors}`).toBe(0)
    expect(printed).toHaveLength(session.length)
    for (const each of session.filter((one) => one.code.includes('curl'))) {
      expect(JSON.parse(outputOf(each)), each.code).not.toHaveProperty('title')
    }
  })

  test('each answer is what the command before it prints', () => {
    const shown = readme.blocks.flatMap((each, index) => {
      const before = readme.blocks[index - 1]
      return before && session.includes(before) && ['json', 'html', 'text'].includes(each.language) ? [{ each, before }] : []
    })
    expect(shown.map(({ each }) => each.language)).toEqual(['json', 'json', 'html', 'text', 'json', 'json', 'json', 'json'])
    for (const { each, before } of shown) {
      const output = outputOf(before)
      if (each.language === 'json') {
        const pattern: unknown = JSON.parse(each.code)
        expect(alike(JSON.parse(output), pattern)).toEqual(pattern)
      } else if (!isLike(output.trim(), each.code.trim())) expect(output.trim()).toBe(each.code.trim())
    }
  })

  test('the tag reports from a page under the policy, and the row is stored', async () => {
    const nonce = 'bm9uY2U'
    const policy = block('csp').code.trim().replace('{{ nonce }}', nonce).replace('https://c.shop.example', `http://127.0.0.1:${port}`)
    const call = management(`http://127.0.0.1:${port}`, adminToken(join(root, '.dev.vars')))
    const path = `/v1/sections/${section().id}`
    const snippet = await call<{ code: string }>(
      'GET',
      `${path}/custom-events/review-written/versions/1/snippet?target=script&nonce=${nonce}`,
    )
    const listen = `<script nonce="${nonce}">reports=[];addEventListener('milepost',event=>reports.push(event.detail))</script>`
    const address = site.page('/tag', `<!doctype html><title>Shop</title>${listen}${snippet.code}`, { 'content-security-policy': policy })
    const page = await browser.newPage()
    await page.goto(address)
    await expect.poll(() => page.evaluate('reports.map(({status})=>status)'), { timeout: 15_000 }).toEqual(['accepted'])
    expect(await call('GET', `${path}/recent`)).toMatchObject({
      items: [{ status: 'accepted', source: 'Website', page: { url: address } }, {}, {}, {}, {}],
    })
  })

  test('the module compiles as it is, not with a mistake, and reports from a page', async () => {
    writeFileSync(join(shop, 'src', 'review.ts'), keyed(block('ts').code))
    const mistakes = ['{ stars: 5 }', "{ productId: 'A-1', stars: '5' }", "{ productId: 'A-1', coupon: 'A' }"]
    const wrong = mistakes.map((fields) => `// @ts-expect-error\ntracker.track(reviewWritten, ${fields})\n`).join('')
    mkdirSync(join(shop, 'out'), { recursive: true })
    writeFileSync(
      join(shop, 'src', 'wrong.ts'),
      `import type { Tracker } from '@milepost/sdk'\nimport { reviewWritten } from './milepost'\ndeclare const tracker: Tracker\n${wrong}`,
    )
    const compilerOptions = { strict: true, target: 'es2022', lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler' }
    const config = { compilerOptions: { ...compilerOptions, types: [], rootDir: 'src', outDir: 'out' }, include: ['src'] }
    writeFileSync(join(shop, 'tsconfig.json'), JSON.stringify(config))
    await runTool('tsc', ['-p', shop])
    const bundle = await rollup({ input: join(shop, 'out', 'review.js'), plugins: [nodeResolve()] })
    const { output } = await bundle.generate({ format: 'es' })
    await bundle.close()

    const page = await browser.newPage()
    const lines: string[] = []
    page.on('console', (line) => lines.push(line.text()))
    page.on('pageerror', (error) => lines.push(String(error)))
    await page.goto(site.page('/shop', `<!doctype html><title>Shop</title><script type="module">${output[0].code}</script>`))
    await expect.poll(() => lines, { timeout: 15_000 }).toEqual(['review accepted'])
  })

  test('the plain request runs, with types as loose as JavaScript has them', async () => {
    const file = join(folder, 'send.mjs')
    writeFileSync(file, keyed(block('js').code))
    const options = [
      '--allowJs',
      '--checkJs',
      '--noEmit',
      '--noImplicitAny',
      'false',
      '--ignoreConfig',
      '--target',
      'es2022',
      '--lib',
      'es2022,dom',
      '--types',
      '',
    ]
    await runTool('tsc', [...options, file])
    const { stdout } = await promisify(execFile)(process.execPath, [file])
    expect(stdout).toContain("status: 'accepted'")
  })

  test('commands that nobody can run here exist, with their options', async () => {
    const blocks = readme.blocks.filter(({ notRun }) => notRun)
    for (const { line, notRun, code } of blocks)
      console.log(`README.md:${line} is not run, ${notRun}: ${code.trim().split('\n').join('; ')}`)
    const lines = blocks.flatMap((each) => each.code.trim().split('\n'))
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(source('package.json'))
    await Promise.all(
      lines.map(async (line) => {
        const [tool, ...args] = line.replace(/^npx /, '').split(' ')
        if (tool === 'npm') return expect(Object.keys(scripts)).toContain(args.at(-1))
        expect(tool, line).toBe('wrangler')
        const options = args.filter((word) => word.startsWith('--'))
        const help = await runTool('wrangler', [...args, '--help'], quietWrangler(folder))
        const named = /^wrangler ((?:[a-z0-9-]+ ?)+)/m.exec(help)?.[1]?.trim() ?? 'nothing'
        expect(`${args.join(' ')} `, help).toContain(`${named} `)
        for (const option of options) expect(help).toContain(option)
      }),
    )
  })
})

describe('what the README lists is what there is', () => {
  const cells = (firstCell: string) => readme.table(firstCell)
  const codes = (firstCell: string) => cells(firstCell).map(([cell = '']) => cell.replaceAll('`', ''))
  const unionOf = (path: string, type: string): string[] => {
    const [, union = ''] = new RegExp(`export type ${type} =([^]*?)\\n\\n`).exec(source(path)) ?? []
    return [...union.matchAll(/'(\w+)'/g)].map(([, name = '']) => name)
  }

  test('field types with their names', () => {
    const listed = cells('Type').map(([type = '', name]) => ({ type: type.replaceAll('`', ''), name }))
    expect(listed).toEqual(fieldTypes.map(({ type, name }) => ({ type, name })))
  })

  test('scopes of integration keys', () => {
    const [, list = ''] = /export const scopes = \[(.*)\] as const/.exec(source('collector/src/schema/integration-key.ts')) ?? []
    expect(codes('Scope')).toEqual([...list.matchAll(/'([\w:]+)'/g)].map(([, name]) => name))
  })

  test('issue codes', () => {
    const all = unionOf('sdk/src/contract/issue.ts', 'IssueCode')
    expect(all.length).toBeGreaterThan(10)
    expect(codes('Issue code').sort()).toEqual(all.sort())
  })

  test('verdicts, and reasons to give an event up', () => {
    const verdicts = codes('Verdict')
    expect(verdicts).toEqual(['accepted', 'duplicate', 'rejected'])
    const reasons = unionOf('sdk/src/deliver.ts', 'DeliveryStatus').filter((status) => !verdicts.includes(status))
    expect(reasons.length).toBeGreaterThan(1)
    for (const reason of reasons) expect(readme.text).toContain(`\`${reason}\``)
  })

  test('problem codes with their status', () => {
    const all = [...source('collector/src/problem.ts').matchAll(/^ {2}(\w+): \[(\d{3}), /gm)].map(([, name, status]) => [name, status])
    expect(all.length).toBeGreaterThan(15)
    expect(cells('Code').map(([name, status]) => [name?.replaceAll('`', ''), status])).toEqual(all)
  })

  test('limits with their values', () => {
    const files = [
      ...['sdk/src/contract/limits.ts', 'sdk/src/delivery-limits.ts'],
      ...readdirSync(join(root, 'collector/src/schema')).map((name) => `collector/src/schema/${name}`),
    ]
    const declared = files.flatMap((file) => [...source(file).matchAll(/^(?:export )?const ([A-Z_]+) = ([\d_* ]+)$/gm)])
    const all = declared.map(([, name = '', product = '']) => [
      name,
      product.split('*').reduce((sum, part) => sum * Number(part.replaceAll('_', '')), 1),
    ])
    expect(all.length).toBeGreaterThan(20)
    const units: Record<string, number> = { '': 1, bytes: 1, KiB: 1024, s: 1000, h: 3_600_000 }
    const listed = cells('What').map(([, limit = '', name = '']) => {
      const [count = '', unit = ''] = limit.split(' ')
      return [name.replaceAll('`', ''), Number(count.replaceAll(',', '')) * (units[unit] ?? Number.NaN)]
    })
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(all))
    const [, limit, period] = /limit = (\d+)\nperiod = (\d+)/.exec(source('wrangler.toml')) ?? []
    expect(readme.text).toContain(`limited to ${Number(limit).toLocaleString('en')} in ${period} seconds`)
  })

  test('settings with their defaults', () => {
    const toml = source('wrangler.toml')
    const listed = cells('Name').map(([name = '', value = '']) => [name.replaceAll('`', ''), value.replaceAll('`', '')])
    const all = varNames(toml).map((name) => [name, new RegExp(`^${name} = "(.*)"$`, 'm').exec(toml)?.[1] || '(empty)'])
    expect(listed).toEqual([...all, ['ADMIN_TOKEN', '(secret)']])
  })
})

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/benchmarks.md',
  'docs/forgetting.md',
  'docs/operations.md',
  'docs/scaling.md',
]

test.each(documents)('every link of %s leads somewhere', (path) => {
  const { links, anchors } = readMarkdown(path)
  for (const link of links.filter((each) => !/^https?:/.test(each))) {
    const [file = '', anchor] = link.split('#')
    const target = resolve(root, dirname(path), file)
    expect(file === '' || existsSync(target), link).toBe(true)
    if (anchor) expect(file ? readMarkdown(join(dirname(path), file)).anchors : anchors, link).toContain(anchor)
  }
})

test.each(documents)('every JSON in %s is JSON, and every event in it has the agreed shape', (path) => {
  for (const { code } of readMarkdown(path).blocks.filter(({ language }) => language === 'json')) {
    const { events = [] }: { events?: unknown[] } = JSON.parse(code)
    for (const event of events) expect(checkEnvelope(event)).toEqual([])
  }
})
