import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EventDefinition } from '@milepost/sdk'
import { checkEvent, checkFields, exampleFields } from '@milepost/sdk/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startCollectionServer } from '../../test/collection-server.js'
import { Page, type PageState, tagsOf } from '../../test/page.js'
import { filledCases, hostile, snippetCases } from '../../test/snippet-cases.js'
import { fireTag, sectionsOf } from '../../test/tag-manager.js'
import { type Fill, fillSources, generate, type Snippet, SnippetError, type SnippetSource, type TargetName, targets } from '../index.js'

const run = promisify(execFile)
const server = await startCollectionServer()
// Inside the repository, so that generated modules find the SDK as a site's own code does.
const state = join(import.meta.dirname, '../../../.milepost')
await mkdir(state, { recursive: true })
const folder = await mkdtemp(join(state, 'generated-'))
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

/**
 * Uses a snippet as a person would, unchanged, in a page of that state, and gives back the events that arrive. What runs in a page comes last.
 * A new target brings its own line here.
 */
const executions: Record<TargetName, (snippet: Snippet, source: SnippetSource, state?: PageState) => Promise<unknown[]>> = {
  script: async (snippet, source, state) => {
    const [stub, loader, call] = tagsOf(snippet.code)
    expect(loader?.attributes).toEqual({
      async: '',
      src: `${source.origin}/s/${snippet.script?.hash}.js`,
      integrity: `sha384-${createHash('sha384')
        .update(snippet.script?.code ?? '')
        .digest('base64')}`,
      crossorigin: 'anonymous',
      ...nonceOf(source),
    })
    expect([stub?.attributes, call?.attributes]).toEqual([nonceOf(source), nonceOf(source)])
    // The call comes before the script has loaded, as it does in a page that is not cached.
    return visit([stub?.text ?? '', call?.text ?? '', snippet.script?.code ?? ''], state)
  },
  inline: async (snippet, source, state) => {
    const tags = tagsOf(snippet.code)
    expect(tags.map(({ attributes }) => attributes)).toEqual([nonceOf(source)])
    return visit(
      tags.map(({ text }) => text),
      state,
    )
  },
  module: async ({ code }, { version }, state) => {
    const [declaration = '', usage = ''] = code.split('// How to use it:\n//\n')
    const file = join(folder, `${version.id}.ts`)
    const use = usage.replace(/^\/\/ ?/gm, '')
    await writeFile(file, `${declaration}\n${use}`)
    await writeFile(`${file.slice(0, -3)}.declaration.ts`, declaration)
    const exported = Object.values((await import(`${file.slice(0, -3)}.declaration.ts`)) as Record<string, EventDefinition>)
    expect(exported.map(({ version }) => version)).toEqual([version.id])
    const page = new Page(state)
    // The tracker that the example creates gives back what it is handed.
    const [, create] = /^import { (\w+) }/m.exec(use) ?? []
    const tracker = `const ${create} = ({ source }) => ({ track: (event, fields) => ({ ok: true, fields: { source, ...fields } }) })`
    const script = stripTypeScriptTypes(use)
      .replace(/^import .*$/m, tracker)
      .replace(/(?<=track\()\w+/, 'undefined')
    const fields = page.run(`(() => { ${script}\nreturn result.fields })()`) as Record<string, unknown>
    await page.close()
    expect(checkFields(exported[0]!.fields, fields)).toEqual([])
    return [{ id: crypto.randomUUID(), version: exported[0]!.version, occurredAt: new Date().toISOString(), fields }]
  },
  http: async (_, source, state) => {
    const { code } = await generate({ ...source, origin: server.origin, target: 'http' })
    const [, shell = ''] = /```sh\n([\s\S]*?)\n```/.exec(code) ?? []
    const [, script = ''] = /```js\n([\s\S]*?)\n```/.exec(code) ?? []
    const { stdout } = await run('sh', ['-c', shell])
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, verdicts: [{ status: 'accepted' }] })
    if (state) {
      const page = new Page(state)
      expect(await page.run(`(async () => {${script}\nreturn verdict})()`)).toMatchObject({ status: 'accepted' })
      await page.close()
      return [...server.received.splice(0), ...page.requests].flatMap(({ body }) => body.events)
    }
    const AsyncFunction = (async () => {}).constructor as new (code: string) => () => Promise<{ status: string }>
    expect(await new AsyncFunction(`${script}\nreturn verdict`)()).toMatchObject({ status: 'accepted' })
    const requests = server.received.splice(0)
    expect(requests.map(({ body, ...rest }) => ({ ...rest, writeKey: body.writeKey }))).toEqual([
      { method: 'POST', path: '/v1/events', contentType: 'application/json', writeKey: source.writeKey },
      { method: 'POST', path: '/v1/events', contentType: 'text/plain;charset=UTF-8', writeKey: source.writeKey },
    ])
    return requests.flatMap(({ body }) => body.events)
  },
  gtm: async (snippet, source, state = {}) => {
    const fields = Object.entries(exampleFields(source.version))
    // As Tag Manager does: an input holds its default value, or what a person enters.
    const inputs = Object.fromEntries(fields.map(([key, value]) => [`field_${key}`, `${value}`]))
    const parameters = JSON.parse(sectionsOf(snippet.code).TEMPLATE_PARAMETERS ?? '') as { name: string; defaultValue?: string }[]
    const entered = parameters.map(({ name, defaultValue = inputs[name] }) => [name, defaultValue] as const)
    const page = new Page(state)
    const firing = fireTag(snippet.code, Object.fromEntries(entered), {
      load(url) {
        expect(url).toBe(`${source.origin}/s/${snippet.script?.hash}.js`)
        page.run(snippet.script?.code ?? '')
        return true
      },
      globals: { milepost: (...args) => (page.global('milepost') as (...args: unknown[]) => unknown)(...args) },
      dataLayer: Object.assign({}, ...((state.dataLayer as object[] | undefined) ?? [])),
      query: state.url?.split('?')[1] ?? '',
    })
    expect(firing).toMatchObject({ outcome: 'success', logged: [] })
    return eventsOf(page)
  },
}

/** A hostile text in every member that a text can be in, a page where it finds something if it can, and what is then sent. */
const hostileFills: [name: string, fill: Fill, page: PageState, expected: unknown][] = [
  ['constant', { from: 'constant', value: hostile }, {}, hostile],
  ['path in the data layer', { from: 'dataLayer', path: hostile }, { dataLayer: [{ [hostile]: 'found' }] }, 'found'],
  ['selector', { from: 'selector', selector: hostile }, {}, undefined],
  ['attribute', { from: 'selector', selector: 'body', attribute: hostile }, {}, undefined],
  [
    'URL parameter',
    { from: 'urlParameter', name: hostile },
    { url: `https://shop.example/?${new URLSearchParams([[hostile, 'found']])}` },
    'found',
  ],
]

/** The same fill with harmless texts. */
const plainly = (fill: Fill): Fill =>
  Object.fromEntries(Object.entries(fill).map(([name, value]) => [name, name === 'from' ? value : 'plain'])) as Fill

test('every source of values is tried', () => {
  const tried = new Set(Object.values(filledCases).flatMap(({ source }) => Object.values(source.fill ?? {}).map(({ from }) => from)))
  expect([...tried].sort()).toEqual(fillSources.map(({ from }) => from).sort())
})

describe.each(targets.map(({ name }) => name))('target %s', (target) => {
  test.each(Object.entries(snippetCases))('runs as it is pasted and sends a valid example: %s', async (_, source) => {
    const snippet = await generate({ ...source, target })
    const events = await executions[target](snippet, source)
    expect(events.length).toBeGreaterThan(0)
    for (const event of events) {
      expect(checkEvent(source.version, event)).toEqual([])
      expect((event as { fields: unknown }).fields).toEqual(exampleFields(source.version))
    }
  })

  test.each(Object.entries(snippetCases))('gives the same text for the same input: %s', async (_, source) => {
    expect(await generate({ ...source, target })).toEqual(await generate(structuredClone({ ...source, target })))
  })

  test('has no marker of a language in a text that a person wrote', async () => {
    const { code } = await generate({ ...snippetCases['hostile texts everywhere']!, target })
    const plain = await generate({
      ...snippetCases['an order']!,
      version: {
        id: 'hostile@1',
        fields: snippetCases['hostile texts everywhere']!.version.fields.map((field) => ({ ...field, name: 'A name' })),
      },
      target,
    })
    const count = (text: string, marker: RegExp): number => text.match(marker)?.length ?? 0
    for (const marker of [/<\/script/gi, /<script/gi, /<!--/g, /\u2028|\u2029/g, /^```/gm, ...(target === 'gtm' ? [/___/g] : [])]) {
      expect([marker, count(code, marker)]).toEqual([marker, count(plain.code, marker)])
    }
    expect(code.isWellFormed()).toBe(true)
  })

  test('looks as it is meant to', async () => {
    const snippet = await generate({ ...snippetCases['an order']!, target })
    await expect(stable(snippet)).toMatchFileSnapshot(`../../test/snapshots/${target}.txt`)
  })

  test('looks as it is meant to in a section with visitors', async () => {
    const snippet = await generate({ ...snippetCases['a section with visitors']!, target })
    await expect(stable(snippet)).toMatchFileSnapshot(`../../test/snapshots/${target}-visitors.txt`)
  })

  const filled = Object.entries(filledCases)
  test.each(filled.filter(([, { refusedBy }]) => !refusedBy.includes(target)))(
    'sends what it is filled with: %s',
    async (_, filledCase) => {
      const { source, page, fields } = filledCase
      const events = await executions[target](await generate({ ...source, target }), source, page)
      for (const event of events) expect(checkEvent(source.version, event)).toEqual([])
      expect((events.at(-1) as { fields: unknown }).fields).toEqual(fields)
    },
  )

  test.each(filled.filter(([, { refusedBy }]) => refusedBy.includes(target)))(
    'cannot be filled, and says what to do: %s',
    async (_, { source }) => {
      const error = await generate({ ...source, target }).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(SnippetError)
      expect(error).toMatchObject({
        field: expect.stringMatching(/^fill\.\w+$/),
        expected: expect.stringContaining('variable in Tag Manager'),
      })
    },
  )

  const reading = filled.filter(([name, { refusedBy }]) => /element|Layer|Param/.test(name) && !refusedBy.includes(target))
  test.each([...reading.map(([name, { source }]) => [name, source] as const)])(
    'sends nothing where there is nothing: %s',
    async (_, source) => {
      const fill = { ...source.fill, source: { from: 'constant', value: 'Checkout' } } as const
      const events = await executions[target](await generate({ ...source, fill, target }), { ...source, fill }, {})
      expect(JSON.parse(JSON.stringify((events.at(-1) as { fields: unknown }).fields))).toEqual({ source: 'Checkout' })
    },
  )

  test.each(hostileFills.filter(([, { from }]) => target !== 'gtm' || from !== 'selector'))(
    'runs with a hostile text, and has no marker of a language in it: %s',
    async (_, fill, page, expected) => {
      const version = { id: 'hostile@2', fields: [{ key: 'note', name: 'Note', type: 'text', required: false }] } as const
      const source = { ...snippetCases['no fields besides the source']!, version }
      const snippet = await generate({ ...source, fill: { note: fill }, target })
      const plain = await generate({ ...source, fill: { note: plainly(fill) }, target })
      const count = (text: string, marker: RegExp): number => text.match(marker)?.length ?? 0
      const markers = [/<\/script/gi, /<script/gi, /<!--/g, /[\u2028\u2029\u202e\u2066]/g, /^```/gm, ...(target === 'gtm' ? [/___/g] : [])]
      for (const marker of markers) expect([marker, count(snippet.code, marker)]).toEqual([marker, count(plain.code, marker)])
      const events = await executions[target](snippet, { ...source, fill: { note: fill } }, page)
      expect((events.at(-1) as { fields: Record<string, unknown> }).fields.note).toEqual(expected)
    },
  )

  test('looks as it is meant to when it is filled', async () => {
    const name = Object.keys(filledCases).findLast((name) => /an order/.test(name) && !filledCases[name]?.refusedBy.includes(target))!
    const snippet = await generate({ ...filledCases[name]!.source, target })
    await expect(stable(snippet)).toMatchFileSnapshot(`../../test/snapshots/${target}-filled.txt`)
  })
})

test('an expression cannot end the fence of a Markdown block', async () => {
  const code = 'String.raw`\n```\n`` && "x"'
  const snippet = await generate({ ...snippetCases['an order']!, target: 'http', fill: { orderId: { from: 'expression', code } } })
  const fences = snippet.code.match(/^`{3,}/gm)
  expect(fences).toEqual(['```', '```', '````', '```', '````'])
})

test('every generated module type-checks, its example too', async () => {
  const options = { ...strict, module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom'], types: [], noEmit: true, skipLibCheck: true }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*@*.ts'] }))
  const { stdout } = await run('tsc', ['-p', folder]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
  // One version is filled with every hostile text in turn.
  const versions = Object.keys(snippetCases).length + Object.keys(filledCases).length + 1
  expect((await readdir(folder)).length).toBe(versions * 2 + 1)
})

/** The page script is the SDK's, and changes with it. */
const stable = ({ code, script }: Snippet): string =>
  code
    .replaceAll(script?.hash ?? /(?!)/g, '<hash>')
    .replace(/sha384-[\w+/=]+/, 'sha384-<digest>')
    .replace(/(?<=<script nonce="{{ nonce }}">\n)[\s\S]*?(?=\n\n\/\/ )/, '<page script>')

const strict = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
}

const nonceOf = ({ nonce }: SnippetSource) => (nonce === undefined ? {} : { nonce })

async function visit(scripts: readonly string[], state?: PageState): Promise<unknown[]> {
  const page = new Page(state)
  for (const code of scripts) page.run(code)
  return eventsOf(page)
}

/** The events that a page sends, once it has. */
async function eventsOf(page: Page): Promise<unknown[]> {
  page.leave()
  await expect.poll(() => page.requests.length).toBeGreaterThan(0)
  await page.close()
  return page.requests.flatMap(({ body }) => body.events)
}
