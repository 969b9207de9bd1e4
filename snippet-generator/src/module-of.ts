import { type DefinitionVersion, type Field, fieldTypeNames, type Purpose } from '@milepost/sdk/contract'
import { checkVersion } from './check-version.js'
import { helperNames } from './fill/helpers.js'
import { constantName } from './text/names.js'
import { comment } from './text/one-line.js'

/** One custom event of a module. */
export interface ModuleEvent {
  readonly name: string
  readonly description?: string | undefined
  readonly version: Pick<DefinitionVersion, 'id' | 'fields'>
  /**
   * What it is collected for, where that needs consent.
   * @default 'necessary'
   */
  readonly purpose?: Purpose | undefined
}

/** A TypeScript module and the names of the constants it exports, in the order of the events. */
export interface GeneratedModule {
  readonly code: string
  readonly constants: readonly string[]
}

/**
 * Makes one TypeScript module that declares events for `@milepost/sdk`, one constant per event, importing only the field types in use.
 * The same events in the same order give the same text. Throws a `SnippetError` for a version that cannot become code.
 */
export function moduleOf(events: readonly ModuleEvent[]): GeneratedModule {
  const used = new Set(events.flatMap(({ version }) => version.fields.map(({ type }) => type)))
  const imports = ['defineEvent', ...fieldTypeNames.filter((type) => used.has(type))].sort()
  // The usage examples import one of the trackers and declare the rest, so no event may take their names.
  const taken = new Set<string>([...imports, 'createTracker', 'createProfileTracker', 'tracker', 'result', ...helperNames])
  const constants = events.map(({ version }) => {
    const constant = constantName(checkVersion(version), taken)
    taken.add(constant)
    return constant
  })
  const declarations = events.map((event, index) => declare(event, constants[index] ?? ''))
  const importLine = events.length ? `import { ${imports.join(', ')} } from '@milepost/sdk'\n` : 'export {}\n'
  return { code: [importLine, ...declarations].join('\n'), constants }
}

function declare({ name, description, purpose = 'necessary', version: { id, fields } }: ModuleEvent, constant: string): string {
  const about = [comment(name), ...(description?.trim() ? [comment(description)] : [])].join(': ')
  return `/** ${about} (\`${id}\`) */
export const ${constant} = defineEvent({
  version: '${id}',${purpose === 'necessary' ? '' : `\n  purpose: '${purpose}',`}
  fields: {${fields.length ? `\n${fields.map(declareField).join('')}  ` : ''}},
})
`
}

const declareField = ({ key, name, type, required }: Field): string =>
  `    /** ${comment(name)} */\n    ${key}: ${type}(${required ? '{ required: true }' : ''}),\n`
