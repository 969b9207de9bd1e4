import type { FieldTypeName } from './fields/index.js'
import { MAX_KEY_LENGTH } from './limits.js'

/** What a custom event tells about: something bought or booked, a step towards it, or an opinion or sign of interest. */
export const categories = ['transaction', 'conversion', 'signal'] as const
export type Category = (typeof categories)[number]

/** One field of a definition version. */
export interface Field {
  /** camelCase, `^[a-z][A-Za-z0-9]{0,63}$`, unique in the version. */
  readonly key: string
  readonly name: string
  readonly type: FieldTypeName
  readonly required: boolean
}

/** An immutable snapshot of a custom event's fields. The source field is always there and not listed. */
export interface DefinitionVersion {
  /** `<discriminator>@<number>`, such as `order-created@3`. */
  readonly id: string
  /** Counted from 1. */
  readonly number: number
  readonly fields: readonly Field[]
  /** ISO 8601, UTC. */
  readonly savedAt: string
  /** ISO 8601, UTC; events that name the version earlier are refused with `version_not_yet_usable`. */
  readonly usableAt: string
}

const VERSION_ID = /^([a-z0-9]+(?:-[a-z0-9]+)*)@([1-9]\d{0,8})$/

/** Takes a version ID apart; `undefined` when it is not of the form `<discriminator>@<number>`. */
export function parseVersionId(id: unknown): { discriminator: string; number: number } | undefined {
  const [, discriminator, number] = (typeof id == 'string' && VERSION_ID.exec(id)) || []
  return discriminator && number ? { discriminator, number: Number(number) } : undefined
}

/** Puts a version ID together: `order-created`, `3` → `order-created@3`. */
export const versionId = (discriminator: string, number: number): string => `${discriminator}@${number}`

/**
 * Derives a discriminator from a custom event's name: `Order created!` → `order-created`. At most 64 characters.
 * A name without Latin letters or digits gives an empty string; the collector then falls back to the category.
 */
export const discriminatorOf = (name: string): string =>
  latin(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 64)
    .replace(/-$/, '')

/**
 * Derives a field's key from its name: `Order ID` → `orderId`, `2nd item` → `field2ndItem`. At most 64 characters.
 * A name without Latin letters or digits gives an empty string.
 */
export function fieldKeyOf(name: string): string {
  const words = latin(name).match(/[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+[a-z]*/g) ?? []
  const [first = '', ...rest] = words.map((word) => word.toLowerCase())
  const head = /^\d/.test(first) ? `field${first}` : first
  return [head, ...rest.map((word) => word[0]?.toUpperCase() + word.slice(1))].join('').slice(0, MAX_KEY_LENGTH)
}

/** Strips accents, so that `Größe` gives `Grosse` and `Économie` gives `Economie`. */
const latin = (name: string): string =>
  name
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
