import { type Command, Option } from 'commander'
import { targets } from '../targets/index.js'
import { fillForms, parseFill } from './fill-option.js'
import type { AddCommand } from './run.js'
import { parseVersionArgument, versionOf } from './version-argument.js'
import { writeWhole } from './write-file.js'

interface SnippetOptions {
  readonly target: string
  readonly nonce?: string
  readonly fill?: readonly string[]
  readonly out?: string
}

const HELP = `
Targets:
${targets.map(({ name, description }) => `  ${name.padEnd(8)}${description}`).join('\n')}

Where --fill takes a value from (a field without one keeps an example to replace):
${fillForms.join('\n')}
  <field>={"from":"selector","selector":"#total","attribute":"data-value"}, where there is more to say

Examples:
  $ milepost snippet order-created
  $ milepost snippet order-created@3 --target script --nonce '{{ nonce }}'
  $ milepost snippet order-created@3 --fill total=dataLayer:ecommerce.value --fill source=constant:Checkout
  $ milepost snippet order-created --target gtm --out order-created.tpl`

/** `milepost snippet`: prints the snippet that installs a definition version. */
export const snippetCommand: AddCommand = (program, contextOf) => {
  program
    .command('snippet')
    .summary('print the snippet that installs a custom event')
    .description('Prints the snippet that installs one definition version. Without a number the current version is taken.')
    .argument('<version>', 'version ID, order-created@3, or a discriminator, order-created')
    .addOption(new Option('--target <name>', 'way to install it').choices(targets.map(({ name }) => name)).default('script'))
    .option('--nonce <text>', "the page's CSP nonce, usually a placeholder of its template language")
    .option('--fill <field=source:text>', 'where the value of a field comes from; may be repeated', collect)
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', HELP)
    .action(async (argument: string, { target, nonce, fill: fills = [], out }: SnippetOptions, command: Command) => {
      const { discriminator, number } = parseVersionArgument(argument)
      const context = contextOf(command)
      const { api, section } = await context.connect()
      const version = versionOf(await api.customEvent(section, discriminator), number)
      const fill = Object.fromEntries(fills.map((text) => parseFill(text, version)))
      const snippet = await api.snippet(
        section,
        { discriminator, number: version.number },
        { target, ...(nonce !== undefined && { nonce }), ...(fills.length && { fill }) },
      )
      if (out === undefined) return context.terminal.result(snippet, snippet.code)
      const file = context.path(out)
      await writeWhole(file, snippet.code)
      context.terminal.result({ version: snippet.version, target, file }, `Wrote the ${target} snippet of ${snippet.version} to ${out}\n`)
    })
}

const collect = (text: string, earlier: readonly string[] = []): readonly string[] => [...earlier, text]
