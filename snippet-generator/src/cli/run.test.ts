import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { milepost } from '../../test/command-line.js'
import { FakeCollector, TOKEN } from '../../test/fake-collector.js'

let collector: FakeCollector
let cwd: string
beforeEach(async () => {
  collector = await FakeCollector.start()
  cwd = await mkdtemp(join(tmpdir(), 'milepost-'))
})
afterEach(async () => {
  await collector.close()
  await rm(cwd, { recursive: true })
})

const env = () => ({ MILEPOST_URL: collector.url, MILEPOST_TOKEN: TOKEN })
const run = (...args: string[]) => milepost(args, { cwd, env: env() })
const errorOf = ({ stdout }: { stdout: string }) =>
  (JSON.parse(stdout) as { error: { code: string; message: string; hint?: string; issues?: unknown[] } }).error
const write = (name: string, content: unknown) =>
  writeFile(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content))

const order = {
  name: 'Order created',
  category: 'transaction',
  webTracking: true,
  fields: [
    { name: 'Order ID', type: 'text', required: true },
    { name: 'Total', type: 'decimal' },
  ],
}

/** A section with one published, web-tracked custom event. */
async function withOrder(): Promise<void> {
  collector.addSection('s1', 'Shop')
  await write('order.json', order)
  expect((await run('push', 'order.json')).exitCode).toBe(0)
  collector.seen.length = 0
}

describe('every command', () => {
  test.each([[], ['snippet'], ['pull'], ['push'], ['list']])(
    'explains itself with --help, examples and options of all commands: %s',
    async (...command) => {
      const { exitCode, stdout, stderr } = await milepost([...command, '--help'])
      expect([exitCode, stderr]).toEqual([0, ''])
      expect(stdout).toContain('Usage: milepost')
      expect(stdout).toContain('--token-file <file>')
      expect(stdout).toContain(command.length ? 'Examples:' : 'Exit codes:')
    },
  )

  test.each([
    ['no command', [], {}, 'usage_invalid'],
    ['an unknown command', ['lits'], {}, 'usage_invalid'],
    ['an unknown option', ['list', '--tokn'], {}, 'usage_invalid'],
    ['a missing argument', ['snippet'], {}, 'usage_invalid'],
    ['an unknown target', ['snippet', 'order-created', '--target', 'php'], {}, 'usage_invalid'],
    ['a version ID that is none', ['snippet', 'Order created'], {}, 'usage_invalid'],
    ['an address that is none', ['list'], { MILEPOST_URL: 'localhost' }, 'url_invalid'],
    ['an address with a password', ['list'], { MILEPOST_URL: 'https://a:b@c.example' }, 'url_invalid'],
    ['no token', ['list'], { MILEPOST_TOKEN: '' }, 'token_missing'],
    ['a token of two words', ['list'], { MILEPOST_TOKEN: 'two words' }, 'token_file_invalid'],
    ['a token file that is not there', ['list', '--token-file', 'no.txt'], {}, 'token_file_invalid'],
  ])('ends with 2 and one line for %s', async (_, args, changes, code) => {
    const settings = { cwd, env: { ...env(), ...changes } as Record<string, string> }
    const json = await milepost([...args, '--json'], settings)
    expect([json.exitCode, errorOf(json).code]).toEqual([2, code])
    const { exitCode, stderr } = await milepost(args, settings)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`Error: ${errorOf(json).message}\n${errorOf(json).hint}\n`)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(collector.seen).toEqual([])
  })

  test.each([
    'a-file-with-it-alone\n',
    'ADMIN_TOKEN=a-file-with-it-alone',
    '# local\nexport MILEPOST_TOKEN="a-file-with-it-alone"\nOTHER=1\n',
  ])('reads the token from a file: %j', async (content) => {
    await write('token', content)
    const { exitCode, stdout } = await milepost(['list', '--json', '--token-file', 'token'], { cwd, env: { MILEPOST_URL: collector.url } })
    expect([exitCode, errorOf({ stdout }).code]).toEqual([1, 'unauthorized'])
  })

  test('asks which section is meant when there are several, over all pages, and shows the choices', async () => {
    for (const id of ['s1', 's2', 's3']) collector.addSection(id, `Brand \u001b[31m${id}`)
    const { exitCode, stderr } = await run('list')
    expect([exitCode, stderr]).toEqual([
      2,
      'Error: There are 3 sections\n  --section s1  Brand  [31ms1\n  --section s2  Brand  [31ms2\n  --section s3  Brand  [31ms3\nName one with --section.\n',
    ])
    expect((await run('list', '--section', 's2')).exitCode).toBe(0)
  })

  test('says that there is no section yet, and what an unknown one is', async () => {
    expect(errorOf(await run('list', '--json'))).toMatchObject({ code: 'section_missing' })
    expect(errorOf(await run('list', '--json', '--section', 'a/../b'))).toMatchObject({ code: 'section_unknown' })
    expect(collector.seen.at(-1)?.path).toBe('/v1/sections/a%2F..%2Fb/custom-events')
  })

  test('tries again after a passing failure', async () => {
    collector.addSection('s1')
    collector.interruptions.push((response) => response.writeHead(503, { 'retry-after': '0' }).end())
    collector.interruptions.push((response) => response.destroy())
    expect(await run('list')).toMatchObject({ exitCode: 0, stdout: 'No custom events yet.\n' })
  })

  test.each([
    ['a collector that is not there', () => collector.close(), 'collector_unreachable'],
    ['a page instead of JSON', () => collector.interruptions.push((response) => response.end('<html>')), 'answer_unexpected'],
    ['JSON that is no list', () => collector.interruptions.push((response) => response.end('{}')), 'answer_unexpected'],
    [
      'a redirect, which would carry the token away',
      () => collector.interruptions.push((response) => response.writeHead(302, { location: 'http://127.0.0.1:9' }).end()),
      'answer_unexpected',
    ],
    ['a refusal without details', () => collector.interruptions.push((response) => response.writeHead(418).end()), 'request_refused'],
  ])('ends with 1 for %s', async (_, prepare, code) => {
    collector.addSection('s1')
    await prepare()
    const ended = await run('list', '--json')
    expect([ended.exitCode, errorOf(ended).code, ended.stderr]).toEqual([1, code, ''])
  })

  test('colours a terminal only, and not for people who turned colours off', async () => {
    await withOrder()
    const list = (isTTY: boolean, more: Record<string, string> = {}) => milepost(['list'], { cwd, isTTY, env: { ...env(), ...more } })
    expect((await list(true)).stdout).toContain('\u001b[1m')
    expect((await list(false)).stdout).not.toContain('\u001b')
    expect((await list(true, { NO_COLOR: '1' })).stdout).not.toContain('\u001b')
  })
})

describe('milepost snippet', () => {
  test('prints the snippet of the current version, and of the one that is named', async () => {
    await withOrder()
    const current = await run('snippet', 'order-created')
    expect(current).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining(`src="${collector.url}/s/`) })
    expect(await run('snippet', 'order-created@1')).toEqual(current)
    expect(JSON.parse((await run('snippet', 'order-created', '--json', '--target', 'module')).stdout)).toMatchObject({
      target: 'module',
      language: 'typescript',
    })
  })

  test('does not take a version that is not usable yet for the current one', async () => {
    await withOrder()
    await write('order.json', { ...order, fields: [] })
    await run('push', 'order.json')
    expect(JSON.parse((await run('snippet', 'order-created', '--json')).stdout)).toMatchObject({ version: 'order-created@1' })
    collector.now += 3_600_000
    expect(JSON.parse((await run('snippet', 'order-created', '--json')).stdout)).toMatchObject({ version: 'order-created@2' })
  })

  test('passes a nonce on, and writes to a file in a folder that is not there yet', async () => {
    await withOrder()
    const { exitCode, stdout } = await run('snippet', 'order-created', '--nonce', '{{ nonce }}', '--out', 'a/b/tag.html')
    expect([exitCode, stdout]).toEqual([0, 'Wrote the script snippet of order-created@1 to a/b/tag.html\n'])
    expect(await readFile(join(cwd, 'a/b/tag.html'), 'utf8')).toContain('nonce="{{ nonce }}"')
    expect(await readdir(join(cwd, 'a/b'))).toEqual(['tag.html'])
  })

  test('fills fields, constants with values of their type', async () => {
    await withOrder()
    const fills = [
      'source=constant:Checkout = 1: a',
      'orderId={"from":"selector","selector":"#order","attribute":"data-id"}',
      'total=dataLayer:ecommerce.value',
    ]
    const { exitCode, stderr, stdout } = await run('snippet', 'order-created', ...fills.flatMap((fill) => ['--fill', fill]))
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain("source: 'Checkout = 1: a', //")
    expect(stdout).toContain("orderId: readElement('#order', 'data-id'), //")
    expect(stdout).toContain("total: readDataLayer('ecommerce.value'), //")
    await run('snippet', 'order-created', '--fill', 'total=constant:129.50', '--fill', 'orderId=constant:007')
    expect(collector.seen.at(-1)?.body).toEqual({
      target: 'script',
      fill: { total: { from: 'constant', value: 129.5 }, orderId: { from: 'constant', value: '007' } },
    })
  })

  test.each(['total', 'total=', 'total=5', 'total=cookie:a', '=constant:5', 'total={"from"'])('ends with 2 for --fill %j', async (fill) => {
    await withOrder()
    const ended = await run('snippet', 'order-created', '--json', '--fill', fill)
    expect([ended.exitCode, errorOf(ended).code]).toEqual([2, 'usage_invalid'])
  })

  test('tells which field is filled wrongly, and how', async () => {
    await withOrder()
    const ended = await run('snippet', 'order-created', '--json', '--fill', 'total=constant:much')
    expect([ended.exitCode, errorOf(ended)]).toEqual([
      1,
      expect.objectContaining({
        code: 'request_invalid',
        issues: [expect.objectContaining({ field: 'fill.total', message: 'fill.total must be a number with decimals, received text' })],
      }),
    ])
  })

  test.each([
    ['an unknown custom event', 'nothing', 'custom_event_unknown'],
    ['an unknown version', 'order-created@9', 'version_unknown'],
  ])('ends with 1 for %s', async (_, version, code) => {
    await withOrder()
    const ended = await run('snippet', version, '--json')
    expect([ended.exitCode, errorOf(ended).code]).toEqual([1, code])
  })

  test('says how to get one where web tracking is off', async () => {
    collector.addSection('s1')
    await write('order.json', { ...order, webTracking: false })
    await run('push', 'order.json')
    const { exitCode, stderr } = await run('snippet', 'order-created')
    expect([exitCode, stderr]).toEqual([
      1,
      'Error: Detail of web_tracking_disabled\nSnippets exist once web tracking is on: push a definition with "webTracking": true.\n',
    ])
  })
})

describe('milepost pull', () => {
  test('writes one module for all web-tracked events, over all pages, whole or not at all', async () => {
    await withOrder()
    for (const [name, webTracking] of [
      ['Zoo seen', true],
      ['Not tracked', false],
      ['Article read', true],
    ] as const) {
      await write('event.json', { name, webTracking, category: 'signal', fields: [] })
      await run('push', 'event.json')
    }
    const first = await run('pull')
    expect(first.stdout).toBe('Wrote 3 custom events to src/milepost.ts: + article-read@1, + order-created@1, + zoo-seen@1\n')
    expect(await readdir(join(cwd, 'src'))).toEqual(['milepost.ts'])
    const module = await readFile(join(cwd, 'src/milepost.ts'), 'utf8')
    expect(module.match(/export const \w+/g)).toEqual(['export const articleRead', 'export const orderCreated', 'export const zooSeen'])
    expect(module.startsWith('// Generated by `milepost pull`. Do not edit')).toBe(true)
    expect(await run('pull')).toMatchObject({ exitCode: 0, stdout: 'src/milepost.ts is up to date\n' })
  })

  test('with --all writes what pages may not send, for servers, and never what is hidden', async () => {
    await withOrder()
    await write('event.json', { name: 'Order paid', webTracking: false, category: 'transaction', fields: [] })
    await run('push', 'event.json')
    await write('event.json', { name: 'Long gone', webTracking: false, category: 'signal', fields: [] })
    await run('push', 'event.json')
    Object.assign(collector.sections[0]!.events.get('long-gone')!, { hidden: true })
    const { stdout } = await run('pull', '--all')
    expect(stdout).toBe('Wrote 2 custom events to src/milepost.ts: + order-created@1, + order-paid@1\n')
    expect((await run('pull', '--all', '--check')).exitCode).toBe(0)
    expect((await run('pull', '--check')).exitCode).toBe(1)
  })

  test('with --check says what differs, writes nothing and ends with 1', async () => {
    await withOrder()
    const missing = await run('pull', '--check')
    expect(missing).toMatchObject({
      exitCode: 1,
      stderr: 'Error: src/milepost.ts does not exist\nRun milepost pull and commit the file.\n',
    })
    expect(await readdir(cwd)).toEqual(['order.json'])
    await run('pull')
    expect((await run('pull', '--check')).exitCode).toBe(0)
    await write('order.json', { ...order, fields: [] })
    await run('push', 'order.json')
    expect((await run('pull', '--check')).exitCode).toBe(0)
    collector.now += 3_600_000
    const differs = await run('pull', '--check', '--json')
    expect([differs.exitCode, errorOf(differs)]).toMatchObject([
      1,
      { code: 'file_differs', message: 'src/milepost.ts is not what is published: + order-created@2, - order-created@1' },
    ])
  })

  test('takes nothing from a collector that is not a definition into code', async () => {
    await withOrder()
    const [version] = collector.sections[0]!.events.get('order-created')!.versions
    Object.assign(version!.fields[0]!, { key: 'x: (() => { throw 1 })(), y' })
    const ended = await run('pull', '--json')
    expect([ended.exitCode, errorOf(ended)]).toMatchObject([
      1,
      { code: 'answer_unexpected', message: expect.stringContaining('version.fields.0.key') },
    ])
    expect(await readdir(cwd)).toEqual(['order.json'])
  })

  test('a file that cannot be written leaves nothing behind', async () => {
    await withOrder()
    await mkdir(join(cwd, 'src/milepost.ts/in-the-way'), { recursive: true })
    const ended = await run('snippet', 'order-created', '--out', 'src/milepost.ts', '--json')
    expect([ended.exitCode, errorOf(ended).code]).toEqual([1, 'file_unwritable'])
    expect(await readdir(join(cwd, 'src'))).toEqual(['milepost.ts'])
    const pulled = await run('pull', '--json')
    expect([pulled.exitCode, errorOf(pulled).code]).toEqual([1, 'file_unreadable'])
  })
})

describe('milepost push', () => {
  test('creates what is new, and does nothing the second time', async () => {
    collector.addSection('s1')
    await write('order.json', order)
    expect(await run('push', 'order.json')).toMatchObject({
      exitCode: 0,
      stdout: 'order.json: order-created created as order-created@1, usable at 2026-11-23T10:00:00.000Z\n',
    })
    expect(collector.writes).toEqual(['POST custom-events', 'PATCH order-created'])
    expect(await run('push', 'order.json')).toMatchObject({ exitCode: 0, stdout: 'order.json: order-created unchanged\n' })
    expect(collector.writes).toHaveLength(2)
  })

  test('saves an edit, tells what it does to events, and then waits for the lock', async () => {
    await withOrder()
    await write('order.json', {
      ...order,
      description: 'Paid',
      fields: [
        { name: 'Order ID', type: 'number', required: true },
        { name: 'Items', type: 'number' },
      ],
    })
    const dry = await run('push', 'order.json', '--dry-run')
    expect(collector.writes).toEqual([])
    expect(dry.stdout).toContain('order.json: order-created would get version order-created@2\n')
    expect(await run('push', 'order.json')).toMatchObject({
      exitCode: 0,
      stdout: [
        'order.json: order-created new version order-created@2, usable at 2026-11-23T11:00:00.000Z',
        '  - total (Number with decimals, optional)',
        '  ~ orderId: was Text, is Number',
        '  + items (Number, optional)',
        '  No event in the older shape is valid in the new one; the older version stays accepted.',
        '',
      ].join('\n'),
    })
    await write('order.json', order)
    const locked = await run('push', 'order.json')
    expect([locked.exitCode, locked.stdout.split('\n')[0]]).toEqual([1, 'order.json: order-created locked until 2026-11-23T11:00:00.000Z'])
    const json = JSON.parse((await run('push', 'order.json', '--json')).stdout) as { results: unknown[] }
    expect(json.results).toMatchObject([{ file: 'order.json', status: 'locked', editableAt: '2026-11-23T11:00:00.000Z', impact: 'all' }])
    collector.now += 3_600_000
    expect((await run('push', 'order.json')).stdout).toContain('new version order-created@3')
  })

  test('compares with the newest version, also while it is not usable yet', async () => {
    await withOrder()
    await write('order.json', { ...order, fields: [] })
    await run('push', 'order.json')
    expect((await run('push', 'order.json')).stdout).toBe('order.json: order-created unchanged\n')
  })

  test('changes settings without a new version, and only those that the file names', async () => {
    await withOrder()
    await write('order.json', { ...order, discriminator: 'order-created', name: 'Order placed', webTracking: undefined })
    expect((await run('push', 'order.json')).stdout).toBe('order.json: order-created changed name\n')
    expect(collector.seen.at(-1)).toMatchObject({ method: 'PATCH', body: { name: 'Order placed' } })
  })

  test('makes an event that was renamed under its old discriminator, in a section that does not have it', async () => {
    collector.addSection('s1')
    await write('order.json', { ...order, discriminator: 'order-created', name: 'Bestellung' })
    expect((await run('push', 'order.json')).stdout).toContain('order-created created as order-created@1')
    expect(JSON.parse((await run('list', '--json')).stdout)).toMatchObject([{ version: 'order-created@1', name: 'Bestellung' }])
  })

  test.each([
    ['another category', { ...order, category: 'signal' }, 'category_fixed'],
    ['a hidden event', order, 'event_hidden'],
  ])('refuses %s', async (_, definition, code) => {
    await withOrder()
    if (code === 'event_hidden') collector.sections[0]!.events.get('order-created')!.hidden = true
    await write('order.json', definition)
    const ended = await run('push', 'order.json', '--json')
    expect([ended.exitCode, errorOf(ended).code, collector.writes]).toEqual([1, code, []])
  })

  test('checks all files before it sends the first, and names every mistake', async () => {
    collector.addSection('s1')
    await write('order.json', order)
    await write('bad.json', { nme: 'x', category: 'sale', fields: [{ name: 'A', type: 1 }, 'text'] })
    const { exitCode, stderr } = await run('push', 'order.json', 'bad.json')
    expect([exitCode, stderr]).toEqual([
      1,
      [
        'Error: bad.json is not a definition',
        '  nme must be absent (there are discriminator, name, category, description, webTracking, fields), received "x"',
        '  name must be text, received nothing',
        '  category must be one of transaction, conversion, signal, received "sale"',
        '  fields.0.type must be text, received 1',
        '  fields.1 must be an object, received "text"',
        'Nothing was sent.',
        '',
      ].join('\n'),
    ])
    expect(collector.seen).toEqual([])
  })

  test.each([
    ['a file that is not there', undefined, 'file_unreadable', 'cannot be read (ENOENT)'],
    ['a file that is not JSON', '{', 'definition_invalid', 'is not JSON'],
    ['a list', [], 'definition_invalid', 'is not a definition'],
    [
      'a field named twice',
      {
        ...order,
        fields: [
          { name: 'A', type: 'text' },
          { name: 'a', type: 'text' },
        ],
      },
      'definition_invalid',
      'is not a definition',
    ],
    ['an unknown type', { ...order, fields: [{ name: 'A', type: 'money' }] }, 'definition_invalid', 'is not a definition'],
    ['a name on two lines', { ...order, name: 'a\nb' }, 'definition_invalid', 'is not a definition'],
    ['a name without Latin letters and no discriminator', { ...order, name: '注文' }, 'definition_invalid', 'is not a definition'],
    ['a discriminator that is none', { ...order, discriminator: 'a b' }, 'definition_invalid', 'is not a definition'],
  ])('refuses %s', async (_, content, code, message) => {
    collector.addSection('s1')
    if (content !== undefined) await write('a.json', content)
    const ended = await run('push', 'a.json', '--json')
    expect([ended.exitCode, errorOf(ended)]).toMatchObject([1, { code, message: expect.stringContaining(`a.json ${message}`) }])
    expect(collector.seen).toEqual([])
  })

  test('refuses two files for one custom event', async () => {
    await write('a.json', order)
    await write('b.json', order)
    expect(errorOf(await run('push', 'a.json', 'b.json', '--json'))).toMatchObject({
      message: 'a.json and b.json both define order-created',
    })
  })

  test('does not repeat a write that may have been done', async () => {
    collector.addSection('s1')
    await write('order.json', order)
    // The section and the event are looked up first, then the write is cut off.
    let requests = 0
    const pass = collector.interruptions.shift.bind(collector.interruptions)
    collector.interruptions.shift = () => (++requests === 3 ? (response) => response.destroy() : pass())
    expect(errorOf(await run('push', 'order.json', '--json'))).toMatchObject({ code: 'collector_unreachable' })
    expect(requests).toBe(3)
  })
})

test('milepost list shows every custom event that is not hidden, in order, over all pages', async () => {
  await withOrder()
  for (const name of ['Zoo seen', 'Article read']) {
    await write('event.json', { name, category: 'signal', fields: [] })
    await run('push', 'event.json')
  }
  expect((await run('list')).stdout).toBe(
    [
      'article-read@1   signal       -    Article read',
      'order-created@1  transaction  web  Order created',
      'zoo-seen@1       signal       -    Zoo seen',
      '',
    ].join('\n'),
  )
  expect(JSON.parse((await run('list', '--json')).stdout)).toMatchObject([
    { version: 'article-read@1', webTracking: false },
    { name: 'Order created' },
    {},
  ])
})
