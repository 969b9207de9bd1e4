import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { buildRooms } from '../scripts/build-rooms.ts'
import { bundleFromNpm, measureSizes, scriptOf, visitors } from '../scripts/measure-sizes.ts'
import { root } from '../scripts/settings.ts'
import { contenders } from './page/contenders.ts'
import { keepResult, target } from './support/result.ts'

/**
 * Compares what reaches a page, of ours and of peers that report one event, bundled and minified alike. Prints a table and writes it to
 * `bench/results/size.json`.
 * @returns whether ours are within their budgets and smaller than every peer
 */
export async function run(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string', default: '' }, results: { type: 'string', default: join(root, 'bench', 'results') } },
  })
  await buildRooms('sdk')
  const { fieldTypeNames } = await import('@milepost/sdk/contract')
  const ours = [
    { name: 'Page script, all six field types', code: await scriptOf(fieldTypeNames) },
    { name: 'Page script, text fields only', code: await scriptOf(['text']) },
    { name: 'Page script, all six field types, with consent and identity', code: await scriptOf(fieldTypeNames, visitors) },
    { name: 'Page script, text fields only, with consent and identity', code: await scriptOf(['text'], visitors) },
    { name: '`createTracker` and an event of three fields', code: await bundleFromNpm() },
  ].map((one) => ({ ...one, peer: false }))
  const chosen = contenders.filter(({ key, kind }) => kind === 'peer' && (!values.only || values.only.split(',').includes(key)))
  const peers = await Promise.all(chosen.map(async ({ name, script }) => ({ name, code: await script(), peer: true })))
  const [first] = ours
  const base = first ? brotli(first.code) : Number.NaN
  const rows = [...ours, ...peers].map(({ name, code, peer }) => ({
    name,
    values: {
      minified: Buffer.byteLength(code),
      gzip: gzipSync(code, { level: 9 }).length,
      brotli: brotli(code),
      ratio: brotli(code) / base,
    },
    ...(peer && { peer }),
  }))
  const smallest = Math.min(...rows.filter(({ peer }) => peer).map(({ values: { brotli } }) => brotli))
  return keepResult(
    {
      name: 'size',
      title: 'What reaches the page',
      settings: {},
      subject: 'Build',
      columns: [
        { key: 'minified', name: 'Minified', unit: 'B' },
        { key: 'gzip', name: 'gzip 9', unit: 'B' },
        { key: 'brotli', name: 'brotli 11', unit: 'B' },
        { key: 'ratio', name: 'to the page script', unit: '×', digits: 2 },
      ],
      rows,
      targets: [
        ...(await measureSizes()).map(({ name, bytes, budget }) => target(`${name}, brotli`, bytes, 'at most', budget, 'B')),
        ...rows
          .filter(({ peer }) => !peer)
          .map(({ name, values }) => target(`${name}, to the smallest peer`, values.brotli / smallest, 'at most', 1, '×')),
      ],
    },
    values.results,
  )
}

const brotli = (code: string): number =>
  brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length } }).length
