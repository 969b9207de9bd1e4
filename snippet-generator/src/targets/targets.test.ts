import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EventDefinition } from '@milepost/sdk'
import { checkEvent, checkFields, exampleFields } from '@milepost/sdk/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startCollectionServer } from '../../test/collection-server.js'
import { Page, tagsOf } from '../../test/page.js'
import { snippetCases } from '../../test/snippet-cases.js'
import { fireTag } from '../../test/tag-manager.js'
import { generate, type Snippet, type SnippetSource, type TargetName, targets } from '../index.js'

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

/** Uses a snippet as a person would, unchanged, and gives back the events that arrive. A new target brings its own line here. */
const executions: Record<TargetName, (snippet: Snippet, source: SnippetSource) => Promise<unknown[]>> = {
  script: async (snippet, source) => {
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
    return visit([stub?.text ?? '', call?.text ?? '', snippet.script?.code ?? ''])
  },
  inline: async (snippet, source) => {
    const tags = tagsOf(snippet.code)
    expect(tags.map(({ attributes }) => attributes)).toEqual([nonceOf(source)])
    return visit(tags.map(({ text }) => text))
  },
  module: async ({ code }, { version }) => {
    const [declaration = '', usage = ''] = code.split('// How to use it:\n//\n')
    const file = join(folder, `${version.id}.ts`)
    await writeFile(file, `${declaration}\n${usage.replace(/^\/\/ ?/gm, '')}`)
    await writeFile(`${file.slice(0, -3)}.declaration.ts`, declaration)
    const exported = Object.values((await import(`${file.slice(0, -3)}.declaration.ts`)) as Record<string, EventDefinition>)
    expect(exported.map(({ version }) => version)).toEqual([version.id])
    const fields = exampleFields(version)
    expect(checkFields(exported[0]!.fields, fields)).toEqual([])
    return [{ id: crypto.randomUUID(), version: exported[0]!.version, occurredAt: new Date().toISOString(), fields }]
  },
  http: async (_, source) => {
    const { code } = await generate({ ...source, origin: server.origin, target: 'http' })
    const [, shell = ''] = /```sh\n([\s\S]*?)\n```/.exec(code) ?? []
    const [, script = ''] = /```js\n([\s\S]*?)\n```/.exec(code) ?? []
    const { stdout } = await run('sh', ['-c', shell])
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, verdicts: [{ status: 'accepted' }] })
    const AsyncFunction = (async () => {}).constructor as new (code: string) => () => Promise<{ status: string }>
    expect(await new AsyncFunction(`${script}\nreturn verdict`)()).toMatchObject({ status: 'accepted' })
    const requests = server.received.splice(0)
    expect(requests.map(({ body, ...rest }) => ({ ...rest, writeKey: body.writeKey }))).toEqual([
      { method: 'POST', path: '/v1/events', contentType: 'application/json', writeKey: source.writeKey },
      { method: 'POST', path: '/v1/events', contentType: 'text/plain;charset=UTF-8', writeKey: source.writeKey },
    ])
    return requests.flatMap(({ body }) => body.events)
  },
  gtm: async (snippet, source) => {
    const fields = Object.entries(exampleFields(source.version))
    const inputs = Object.fromEntries(fields.map(([key, value]) => [`field_${key}`, `${value}`]))
    const page = new Page()
    const firing = fireTag(snippet.code, inputs, {
      load(url) {
        expect(url).toBe(`${source.origin}/s/${snippet.script?.hash}.js`)
        page.run(snippet.script?.code ?? '')
        return true
      },
      globals: { milepost: (...args) => (page.global('milepost') as (...args: unknown[]) => unknown)(...args) },
    })
    expect(firing).toMatchObject({ outcome: 'success', logged: [] })
    return eventsOf(page)
  },
}

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
    const { code, script } = await generate({ ...snippetCases['an order']!, target })
    // The page script is the SDK's, and changes with it.
    const stable = code
      .replaceAll(script?.hash ?? /(?!)/g, '<hash>')
      .replace(/sha384-[\w+/=]+/, 'sha384-<digest>')
      .replace(/(?<=<script nonce="{{ nonce }}">\n)[\s\S]*(?=\n\n\/\/ Where)/, '<page script>')
    await expect(stable).toMatchFileSnapshot(`../../test/snapshots/${target}.txt`)
  })
})

test('every generated module type-checks, its example too', async () => {
  const options = { ...strict, module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom'], types: [], noEmit: true, skipLibCheck: true }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*@*.ts'] }))
  const { stdout } = await run('tsc', ['-p', folder]).catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
  expect((await readdir(folder)).length).toBe(Object.keys(snippetCases).length * 2 + 1)
})

const strict = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
}

const nonceOf = ({ nonce }: SnippetSource) => (nonce === undefined ? {} : { nonce })

async function visit(scripts: readonly string[]): Promise<unknown[]> {
  const page = new Page()
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
