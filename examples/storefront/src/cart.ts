import { type Product, products } from './products'

/** One product in the cart. */
export interface Line {
  readonly product: Product
  readonly count: number
}

/** What the visitor is about to buy. */
export interface Cart {
  lines(): Line[]
  /** Adds so many of a product, or takes them out. */
  add(id: string, count: number): void
  clear(): void
  /** Pieces in all. */
  items(): number
  /** What it costs in all, in cents. */
  cents(): number
}

/** Makes an empty cart. @param changed called after every change */
export function createCart(changed: () => void): Cart {
  const counts = new Map<string, number>()
  const lines = () => products.flatMap((product) => ({ product, count: counts.get(product.id) ?? 0 })).filter(({ count }) => count > 0)
  return {
    lines,
    add(id, count) {
      counts.set(id, Math.max(0, Math.min(99, (counts.get(id) ?? 0) + count)))
      changed()
    },
    clear() {
      counts.clear()
      changed()
    },
    items: () => lines().reduce((sum, { count }) => sum + count, 0),
    cents: () => lines().reduce((sum, { product, count }) => sum + product.cents * count, 0),
  }
}
