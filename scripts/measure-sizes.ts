import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Field, FieldTypeName } from '@milepost/sdk/contract'
import type { VisitorSettings } from '@milepost/sdk/script'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'
import { minify } from 'terser'
import { root } from './settings.ts'

/** One measured build. */
export interface Size {
  readonly name: string
  /** Brotli 11 of the minified build. */
  readonly bytes: number
  /** What it may have at most. */
  readonly budget: number
}

/** Measures everything that reaches a page. The rooms must be built. */
export async function measureSizes(): Promise<Size[]> {
  const { fieldTypeNames } = await import('@milepost/sdk/contract')
  return [
    { name: 'Page script, all six field types', bytes: compressed(await scriptOf(fieldTypeNames)), budget: 1630 },
    { name: 'Page script, text fields only', bytes: compressed(await scriptOf(['text'])), budget: 1380 },
    {
      name: 'Page script, all six field types, with consent and identity',
      bytes: compressed(await scriptOf(fieldTypeNames, visitors)),
      budget: 1630 + 350,
    },
    {
      name: 'Page script, text fields only, with consent and identity',
      bytes: compressed(await scriptOf(['text'], visitors)),
      budget: 1380 + 350,
    },
    { name: '`createTracker` and an event of three fields, from npm', bytes: compressed(await bundleFromNpm()), budget: 1465 },
  ]
}

/** The settings of a section with visitors that make its scripts the largest. */
export const visitors = { consentStart: 'pending', honourGpc: true } as const

/** The script that a page loads for a definition version with one field of each of the types, in a section without or with visitors. */
export async function scriptOf(types: readonly FieldTypeName[], visitors?: VisitorSettings): Promise<string> {
  const { pageScript } = await import('@milepost/sdk/script')
  const fields = types.map((type): Field => ({ key: `${type}Field`, name: `${type} field`, type, required: false }))
  const version = { id: 'order-created@1', fields, purpose: 'analytics' } as const
  return pageScript({ endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_yf9L0VGwbQYnmlCfS2PpD5ajS7C5_px7', version, visitors })
}

/** What a shop's own bundler makes of the README's example. */
export async function bundleFromNpm(): Promise<string> {
  const code = `
    import { createTracker, decimal, defineEvent, number, text } from '@milepost/sdk'
    const orderCreated = defineEvent({
      version: 'order-created@3',
      fields: { orderId: text({ required: true }), total: decimal(), items: number() },
    })
    const tracker = createTracker({ endpoint: 'https://c.shop.example/v1/events', writeKey: 'wk_yf9L0VGwbQYnmlCfS2PpD5ajS7C5_px7', source: 'Website' })
    tracker.track(orderCreated, { orderId: 'A-1', total: 129.5 })`
  const entry = join(root, 'shop.js')
  const shop = {
    name: 'shop',
    resolveId: (id: string) => (id === entry ? id : undefined),
    load: (id: string) => (id === entry ? code : undefined),
  }
  const bundle = await rollup({ input: entry, plugins: [shop, nodeResolve()] })
  const { output } = await bundle.generate({ format: 'es' })
  await bundle.close()
  const minified = await minify(output[0].code, { module: true, ecma: 2020, compress: { passes: 3 } })
  return minified.code ?? ''
}

const compressed = (code: string): number =>
  brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length } }).length

const bytes = (count: number): string => `${count.toLocaleString('en')} B`

/** The sizes as the README quotes them, its columns aligned as the formatter would. */
export function sizesTable(sizes: readonly Size[]): string {
  const head = ['Build, minified and compressed (brotli 11)', 'Size', 'Budget'] as const
  const rows = sizes.map(({ name, bytes: measured, budget }) => [name, bytes(measured), bytes(budget)] as const)
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = ([name, ...numbers]: readonly string[]) =>
    `| ${[name?.padEnd(widths[0] ?? 0), ...numbers.map((number, index) => number.padStart(widths[index + 1] ?? 0))].join(' | ')} |`
  const [first = 0, ...others] = widths
  const rule = `| ${['-'.repeat(first), ...others.map((width) => `${'-'.repeat(width - 1)}:`)].join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
