import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { eventIdOf } from '@milepost/sdk/server'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { convertV4MiniflareOptions, Miniflare, type Request, Response } from 'miniflare'
import { rollup } from 'rollup'
import { afterAll, expect, test } from 'vitest'
import { pack } from '../scripts/pack.ts'
import { root } from '../scripts/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'milepost-server-entry-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Packages that an entry of the SDK imports, directly or not. */
async function packagesOf(entry: string): Promise<string[]> {
  const packages = new Set<string>()
  const bundle = await rollup({
    input: join(root, 'sdk', 'dist', entry),
    external: (id) => /^[^./\0]/.test(id) && Boolean(packages.add(id)),
  })
  await bundle.close()
  return [...packages]
}

test.each([
  ['index.js', []],
  ['contract/index.js', []],
  ['script/index.js', []],
  ['server/index.js', ['ky']],
])('%s of the SDK imports %o', async (entry, packages) => {
  expect(await packagesOf(entry)).toEqual(packages)
})

test('a page’s project installs the SDK and nothing else, and can make proofs with it; to send it is told to install ky', async () => {
  const { tarball } = await pack('sdk', folder)
  const project = mkdtempSync(join(folder, 'project-'))
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
  const run = (command: string, args: readonly string[]) => promisify(execFile)(command, args, { cwd: project })
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--loglevel=error', tarball])
  expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@milepost'])
  writeFileSync(
    join(project, 'server.js'),
    `import { createServerClient, identityProof } from '@milepost/sdk/server'
     console.log(await identityProof('is_1', { crmId: '7' }))
     await createServerClient({ endpoint: 'http://127.0.0.1:9', key: 'sk_1' }).customEvents().catch((error) => console.log(error.code, error.message))`,
  )
  const { stdout } = await run(process.execPath, ['server.js'])
  expect(stdout).toMatch(/^v1\.\d+\.[0-9a-f]{32}\.[0-9a-f]{64}\nky_missing The server client needs ky: npm install ky\n$/)
})

const worker = `
import { defineEvent, text } from '@milepost/sdk'
import { createServerClient, eventIdOf, identityProof } from '@milepost/sdk/server'
const orderPaid = defineEvent({ version: 'order-paid@1', fields: { orderId: text({ required: true }) } })
export default {
  async fetch() {
    const client = createServerClient({ endpoint: 'https://c.shop.example', key: 'sk_worker', source: 'Worker', timeoutMs: 300 })
    const id = await eventIdOf('order-paid', 'A-1')
    const verdict = await client.track(orderPaid, { orderId: 'A-1' }, { profile: { crmId: '7' }, id })
    const error = await client.customEvents().catch(({ code, status }) => ({ code, status }))
    return Response.json({ verdict, error, proof: await identityProof('is_1', { crmId: '7' }) })
  },
}`

test('it runs in a Worker: over a hanging, a torn and a refused answer to a verdict', async () => {
  const input = join(folder, 'worker.js')
  writeFileSync(input, worker)
  const sdk = {
    name: 'sdk',
    resolveId: (id: string) => (/^@milepost\/sdk/.test(id) ? join(root, 'sdk', 'dist', id.slice(14), 'index.js') : null),
  }
  const bundle = await rollup({ input, plugins: [sdk, nodeResolve({ rootDir: root, modulePaths: [join(root, 'node_modules')] })] })
  const { output } = await bundle.generate({ format: 'es', inlineDynamicImports: true })
  await bundle.close()
  const seen: { method: string; path: string; key: string | null; body: string }[] = []
  const options = convertV4MiniflareOptions({
    modules: true,
    script: output[0].code,
    compatibilityDate: '2026-01-01',
    async outboundService(request: Request) {
      const body = await request.text()
      seen.push({ method: request.method, path: new URL(request.url).pathname, key: request.headers.get('authorization'), body })
      if (request.method === 'GET') return Response.json({ code: 'scope_missing', detail: 'No.' }, { status: 403 })
      if (seen.length === 1) return new Promise(() => {})
      if (seen.length === 2) return new Response('{"verdicts":[')
      if (seen.length === 3) return new Response('busy', { status: 503, headers: { 'retry-after': '0' } })
      const { events }: { events: { id: string }[] } = JSON.parse(body)
      return Response.json({ verdicts: events.map(({ id }) => ({ id, status: 'accepted' })) })
    },
  })
  const flare = new Miniflare(options)
  try {
    const answer = await flare.dispatchFetch('http://worker.example/')
    expect(await answer.json()).toEqual({
      verdict: { id: await eventIdOf('order-paid', 'A-1'), status: 'accepted' },
      error: { code: 'scope_missing', status: 403 },
      proof: expect.stringMatching(/^v1\.\d+\.[0-9a-f]{32}\.[0-9a-f]{64}$/),
    })
    expect(seen.map(({ method, path, key }) => [method, path, key])).toEqual([
      ...Array(4).fill(['POST', '/v1/integrations/events', 'Bearer sk_worker']),
      ['GET', '/v1/integrations/custom-events', 'Bearer sk_worker'],
    ])
    expect(new Set(seen.slice(0, 4).map(({ body }) => JSON.stringify(JSON.parse(body).events))).size).toBe(1)
  } finally {
    await flare.dispose()
  }
})
