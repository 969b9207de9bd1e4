/**
 * The functions that filled snippets call, as page code. None of them throws, and what is not there is `undefined`, which is not sent.
 * Between « and » stands what TypeScript alone wants; `any`, because what a page holds is known there only, and `track` checks it.
 */
const helpers = {
  readDataLayer: `// From the newest entry that has the path. In a call of gtag that is a path in its parameters; a null says that there is nothing.
const readDataLayer = (path«: string»)«: any» => {
  for (const entry of Array.from«<any>»(«(»window« as any)».dataLayer || []).reverse()) {
    const parameters = typeof entry?.[0] === 'string' && (entry[2] ?? entry[1])
    let value = typeof parameters === 'object' ? { ecommerce: parameters, ...parameters } : entry
    for (const key of path.split('.')) value = value === null ? null : value?.[key]
    if (value !== undefined) return value ?? undefined
  }
}`,
  readElement: `// The text or an attribute of the first element that a CSS selector finds.
const readElement = (selector«: string», attribute = '')«: any» => {
  try {
    const element = document.querySelector(selector)
    return (attribute ? element?.getAttribute(attribute) : element?.textContent?.trim()) ?? undefined
  } catch (error) {
    console.warn(error) // this is no selector
  }
}`,
  readUrlParameter: `const readUrlParameter = (name«: string»)«: any» => new URLSearchParams(location.search).get(name) ?? undefined`,
  textToNumber: `const textToNumber = (text«: string | undefined»)«: any» => {
  if (!text?.trim()) return undefined
  const number = Number(text.trim())
  return Number.isNaN(number) ? text : number // what is no number is refused, with its reason
}`,
  textToBoolean: `const textToBoolean = (text«: string | undefined»)«: any» => (text === undefined ? undefined : text.trim() === 'true')`,
} as const

/** The name of a helper. */
export type HelperName = keyof typeof helpers

/** All of them, for code that must not use their names for something else. */
export const helperNames = Object.keys(helpers) as readonly HelperName[]

/** The helpers that are used, in one order whatever uses them, as declarations. */
export function declareHelpers(used: Iterable<HelperName>, language: 'javascript' | 'typescript' = 'javascript'): string {
  const names = new Set(used)
  const declarations = helperNames.filter((name) => names.has(name)).map((name) => `${helpers[name]}\n`)
  return declarations.join('').replace(/«(.*?)»/g, language === 'typescript' ? '$1' : '')
}
