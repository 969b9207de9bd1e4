// Written by rollup from core.ts, profile-core.ts and the field types' checks, minified.

/** Statements, with `"$rules$"` where the rules of the definition version belong, and `$endpoint$`, `$writeKey$`, `$discriminator$` and `$number$` inside strings. */
export const core: string

/** The same for a section with visitors, with `$purpose$`, `$consentStart$` and, as the name of a property, `$gpc$` besides. */
export const profileCore: string

/** An expression per field type. */
export const checks: Readonly<Record<string, string>>
