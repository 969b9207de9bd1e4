import { type DefinitionVersion, parseVersionId } from '@milepost/sdk/contract'
import type { CustomEvent } from './answers.js'
import { CliError } from './cli-error.js'

/** Takes `order-created@3` or `order-created` apart; without a number the current version is meant. */
export function parseVersionArgument(text: string): { discriminator: string; number?: number } {
  const parsed = parseVersionId(text)
  if (parsed) return parsed
  // The number is only a stand-in, to let the contract judge the discriminator.
  const discriminator = parseVersionId(`${text}@1`)?.discriminator
  if (!discriminator) throw new CliError('usage_invalid', `${JSON.stringify(text)} is not a version ID such as order-created@3`)
  return { discriminator }
}

/** Finds a version of a custom event by its number, or the current one. */
export function versionOf({ discriminator, current, versions }: CustomEvent, number = current): DefinitionVersion {
  const found = versions.find((version) => version.number === number)
  if (found) return found
  throw new CliError('version_unknown', `${discriminator} has no version ${number}, its versions are 1 to ${versions.length}`)
}
