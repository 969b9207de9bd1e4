// Words that cannot name a constant in a module, and the one that would hide a global that everyone expects.
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if ' +
    'implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof ' +
    'undefined var void while with yield'
  ).split(' '),
)

/** `order-created` → `orderCreated`; a discriminator that begins with a digit gets a word before it: `2nd-order` → `event2ndOrder`. */
export function camelCase(discriminator: string): string {
  const name = discriminator.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return /^\d/.test(name) ? `event${name}` : name
}

/** `order-created` → `OrderCreated`. */
export const pascalCase = (discriminator: string): string => {
  const name = camelCase(discriminator)
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

/** The name of the constant that holds an event, unlike any reserved word and any name that is taken: `default` → `defaultEvent`. */
export function constantName(discriminator: string, taken: ReadonlySet<string> = new Set()): string {
  const isFree = (name: string): boolean => !RESERVED.has(name) && !taken.has(name)
  const name = camelCase(discriminator)
  if (isFree(name)) return name
  let candidate = `${name}Event`
  for (let count = 2; !isFree(candidate); count++) candidate = `${name}Event${count}`
  return candidate
}
