// Written by rollup from core.ts and the field types' checks, minified, each an expression.

/** A function `(endpoint, writeKey, discriminator, number, fields) => void`. */
export const core: string

/** A check object per field type, save text, which the core holds. */
export const checks: Readonly<Record<string, string>>
