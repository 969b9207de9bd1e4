// Written by rollup from core.ts and the field types' checks, minified.

/** Statements, with `"$rules$"` where the rules of the definition version belong, and `$endpoint$`, `$writeKey$`, `$discriminator$` and `$number$` inside strings. */
export const core: string

/** An expression per field type. */
export const checks: Readonly<Record<string, string>>
