import { createHash } from 'node:crypto'

/** What has to become of one entry of a request: stored, there already, or rejected for these reasons among others, written `code field`. */
export type EntryFate = 'accepted' | 'duplicate' | { readonly rejected: readonly string[] }

/** How a request has to be answered. */
export type Expectation =
  /** By one of these statuses. */
  | { readonly statuses: readonly number[] }
  /** By 200, and these verdicts. */
  | { readonly entries: readonly EntryFate[] }

/** A request that nobody should send. */
export interface HostileRequest {
  readonly method: string
  /** With the query, as it travels. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string | undefined
  readonly expected: Expectation
}

/** A kind of hostile requests, numbered. */
export interface Kind {
  readonly name: string
  /** How many there are. */
  readonly size: number
  make(index: number): HostileRequest
}

/** Makes a kind of what is made from each of these items. */
export const kindOf = <Item>(name: string, items: readonly Item[], make: (item: Item, index: number) => HostileRequest): Kind => ({
  name,
  size: items.length,
  make: (index) => make(items[index] as Item, index),
})

/** Makes a kind of every pair of items, of which neighbours differ in both. */
export const pairsOf = <A, B>(name: string, as: readonly A[], bs: readonly B[], make: (a: A, b: B) => HostileRequest): Kind => ({
  name,
  size: as.length * bs.length,
  make: (index) => make(as[index % as.length] as A, bs[Math.floor(index / as.length)] as B),
})

const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi

/** What tells one request from another. The IDs of its events do not: two that differ in nothing else are the same. */
export function fingerprint({ method, path, headers, body = '' }: HostileRequest): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1')
  return createHash('sha256')
    .update(JSON.stringify([method, path, headers, text.replace(UUID, '')]))
    .digest('base64')
}

/** A request of the length that a failure can tell. */
export function tell({ method, path, headers, body = '' }: HostileRequest): string {
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1')
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 600)} ${JSON.stringify(text.slice(0, 1500))} (${text.length} bytes)`
}
