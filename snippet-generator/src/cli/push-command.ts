import { type FieldChange, fieldTypeOf, type Impact } from '@milepost/sdk/contract'
import type { Command } from 'commander'
import { CliError } from './cli-error.js'
import { type Definition, readDefinition } from './definition-file.js'
import { type PushResult, pushDefinition } from './push-definition.js'
import type { AddCommand } from './run.js'
import { printable } from './terminal.js'

const HELP = `
A definition file:
  {
    "name": "Order created",
    "category": "transaction",
    "webTracking": true,
    "fields": [
      { "name": "Order ID", "type": "text", "required": true },
      { "name": "Total", "type": "decimal" }
    ]
  }

The discriminator comes from the name, order-created; once it exists, write "discriminator": "order-created" into the file before you change the
name. Every published version stays accepted, so an edit never breaks an installed snippet.

Examples:
  $ milepost push definitions/*.json --dry-run
  $ milepost push definitions/order-created.json`

/** `milepost push`: creates or edits custom events from definition files. */
export const pushCommand: AddCommand = (program, contextOf) => {
  program
    .command('push')
    .summary('create or edit custom events from definition files')
    .description('Creates or edits custom events so that they are as the files say. All files are checked before the first is sent.')
    .argument('<file...>', 'definitions, one JSON file per custom event')
    .option('--dry-run', 'send nothing; show what would change and what that does to events')
    .addHelpText('after', HELP)
    .action(async (files: string[], { dryRun = false }: { dryRun?: boolean }, command: Command) => {
      const { connect, path, terminal, setExitCode } = contextOf(command)
      const definitions: Definition[] = []
      for (const file of files) definitions.push(await readDefinition(path(file), file))
      refuseRepeats(files, definitions)
      const { api, section } = await connect()
      const results: (PushResult & { file: string })[] = []
      for (const [index, definition] of definitions.entries()) {
        results.push({ file: files[index] ?? '', ...(await pushDefinition(api, section, definition, dryRun)) })
      }
      terminal.result({ dryRun, results }, results.map((result) => textOf(result, dryRun)).join(''))
      if (results.some(({ status }) => status === 'locked')) setExitCode(1)
    })
}

function refuseRepeats(files: readonly string[], definitions: readonly Definition[]): void {
  definitions.forEach(({ discriminator }, index) => {
    const first = definitions.findIndex((other) => other.discriminator === discriminator)
    if (first !== index) throw new CliError('definition_invalid', `${files[first]} and ${files[index]} both define ${discriminator}`)
  })
}

function textOf(
  { file, discriminator, status, version, usableAt, editableAt, settings, changes, impact }: PushResult & { file: string },
  dryRun: boolean,
): string {
  const what = {
    created: `${dryRun ? 'would be created' : 'created'} as ${version}`,
    updated: changes.length
      ? `${dryRun ? 'would get' : 'new'} version ${version}`
      : `${dryRun ? 'would change' : 'changed'} ${settings.join(', ')}`,
    unchanged: 'unchanged',
    locked: `locked until ${editableAt}`,
  }[status]
  const when = usableAt && (status === 'created' || changes.length) ? `, usable at ${usableAt}` : ''
  const lines = changes.map((change) => `  ${describe(change)}\n`).join('')
  const note = changes.length ? `  ${impactNotes[impact]}\n` : ''
  return `${file}: ${discriminator} ${what}${when}\n${lines}${note}`
}

const impactNotes: Record<Impact, string> = {
  none: 'Events in the older shape are valid in the new one too.',
  some: 'Some events in the older shape are not valid in the new one; the older version stays accepted.',
  all: 'No event in the older shape is valid in the new one; the older version stays accepted.',
}

function describe({ kind, key, from, to }: FieldChange): string {
  const typeOf = (field: typeof to): string =>
    field ? `${fieldTypeOf(field.type)?.name}, ${field.required ? 'required' : 'optional'}` : ''
  const texts: Record<FieldChange['kind'], string> = {
    added: `+ ${key} (${typeOf(to)})`,
    removed: `- ${key} (${typeOf(from)})`,
    retyped: `~ ${key}: was ${from && fieldTypeOf(from.type)?.name}, is ${to && fieldTypeOf(to.type)?.name}`,
    required: `~ ${key} is now required`,
    optional: `~ ${key} is now optional`,
    renamed: `~ ${key}: now named ${printable(to?.name ?? '')}`,
    moved: `~ ${key} has another place`,
  }
  return texts[kind]
}
