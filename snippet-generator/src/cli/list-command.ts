import type { Command } from 'commander'
import type { AddCommand } from './run.js'
import { printable } from './terminal.js'
import { versionOf } from './version-argument.js'

const HELP = `
Examples:
  $ milepost list
  $ milepost list --json | jq -r '.[].version'`

/** `milepost list`: the custom events of a section with their current versions. */
export const listCommand: AddCommand = (program, contextOf) => {
  program
    .command('list')
    .summary('list the custom events of a section')
    .description('Lists the custom events of a section with their current versions.')
    .addHelpText('after', HELP)
    .action(async (_options: unknown, command: Command) => {
      const { connect, terminal } = contextOf(command)
      const { api, section } = await connect()
      const events = (await api.customEvents(section)).map((event) => ({
        version: versionOf(event).id,
        name: event.name,
        category: event.category,
        webTracking: event.webTracking,
      }))
      const { bold, dim } = terminal.colors
      const width = Math.max(0, ...events.map(({ version }) => version.length))
      const lines = events.map(
        ({ version, name, category, webTracking }) =>
          `${bold(version.padEnd(width))}  ${category.padEnd(11)}  ${webTracking ? 'web' : dim('-  ')}  ${printable(name)}\n`,
      )
      terminal.result(events, lines.join('') || 'No custom events yet.\n')
    })
}
