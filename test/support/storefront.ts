import { join } from 'node:path'
import { root } from '../../scripts/settings.ts'
import { installExample, runIn } from './example.ts'

/** Where the example is in the checkout. */
export const storefrontFolder = join(root, 'examples', 'storefront')

/** Installs the storefront in an empty folder, as a shop would. */
export const installStorefront = (folder: string): Promise<void> => installExample('storefront', folder)

/**
 * Type-checks and builds an installed storefront for one collector.
 * @param backend origin of the shop's backend, without which nobody can sign in
 * @returns the folder with the built files
 */
export async function buildStorefront(folder: string, endpoint: string, writeKey: string, backend = ''): Promise<string> {
  await runIn(folder, ['npm', 'run', 'build'], {
    VITE_MILEPOST_ENDPOINT: endpoint,
    VITE_MILEPOST_WRITE_KEY: writeKey,
    VITE_SHOP_BACKEND: backend,
  })
  return join(folder, 'dist')
}
