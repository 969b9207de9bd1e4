import { compareVersions, type DefinitionVersion, discriminatorOf, type FieldChange, type Impact, versionId } from '@milepost/sdk/contract'
import type { CustomEvent } from './answers.js'
import type { Api, EventSettings } from './api.js'
import { CliError } from './cli-error.js'
import type { Definition } from './definition-file.js'

/** What became of one definition, or with a dry run what would. */
export interface PushResult {
  readonly discriminator: string
  readonly status: 'created' | 'updated' | 'unchanged' | 'locked'
  /** The version that holds the definition's fields now. */
  readonly version?: string
  /** ISO 8601; when that version may be used. */
  readonly usableAt?: string
  /** ISO 8601; why fields could not be saved: editing is locked until then. */
  readonly editableAt?: string
  readonly settings: readonly (keyof EventSettings)[]
  readonly changes: readonly FieldChange[]
  /** How many events that are valid under the newest version so far would fail under the next. */
  readonly impact: Impact
}

/** Creates or edits one custom event so that it is as its definition says. With `dryRun` it only looks. */
export async function pushDefinition(api: Api, section: string, definition: Definition, dryRun: boolean): Promise<PushResult> {
  const existing = await find(api, section, definition.discriminator)
  return existing ? edit(api, section, definition, existing, dryRun) : create(api, section, definition, dryRun)
}

async function find(api: Api, section: string, discriminator: string): Promise<CustomEvent | undefined> {
  try {
    return await api.customEvent(section, discriminator)
  } catch (error) {
    if (error instanceof CliError && error.code === 'custom_event_unknown') return undefined
    throw error
  }
}

async function create(api: Api, section: string, definition: Definition, dryRun: boolean): Promise<PushResult> {
  const { discriminator, name, category, description, fields } = definition
  const result = {
    discriminator,
    status: 'created',
    version: versionId(discriminator, 1),
    settings: [],
    changes: [],
    impact: 'none',
  } as const
  if (dryRun) return result
  // The collector derives the discriminator from the first name; an event that was renamed since is made under one that gives it.
  const firstName = discriminatorOf(name) === discriminator ? name : discriminator.replaceAll('-', ' ')
  const created = await api.create(section, { name: firstName, category, ...(description !== undefined && { description }), fields })
  const settings = settingsToChange(definition, created)
  if (Object.keys(settings).length) await api.change(section, created.discriminator, settings)
  const version = newest(created)
  return { ...result, discriminator: created.discriminator, version: version.id, usableAt: version.usableAt }
}

async function edit(api: Api, section: string, definition: Definition, event: CustomEvent, dryRun: boolean): Promise<PushResult> {
  const { discriminator, category, fields } = definition
  if (event.hidden) throw new CliError('event_hidden', `${discriminator} is hidden`)
  if (event.category !== category) throw new CliError('category_fixed', `${discriminator} is a ${event.category}, not a ${category}`)
  const latest = newest(event)
  const settings = settingsToChange(definition, event)
  const result = { discriminator, settings: Object.keys(settings) as (keyof EventSettings)[], ...compareVersions(latest, { fields }) }
  if (result.settings.length && !dryRun) await api.change(section, discriminator, settings)
  if (!result.changes.length) {
    return { ...result, status: result.settings.length ? 'updated' : 'unchanged', version: latest.id, usableAt: latest.usableAt }
  }
  if (dryRun) {
    const isLocked = Date.parse(event.editableAt) > Date.now()
    return isLocked
      ? { ...result, status: 'locked', editableAt: event.editableAt }
      : { ...result, status: 'updated', version: versionId(discriminator, latest.number + 1) }
  }
  return { ...result, ...(await save(api, section, definition, event)) }
}

async function save(api: Api, section: string, { discriminator, fields }: Definition, event: CustomEvent) {
  try {
    const { id, usableAt } = await api.saveFields(section, discriminator, fields)
    return { status: 'updated', version: id, usableAt } as const
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'edit_locked') throw error
    return { status: 'locked', editableAt: error.editableAt ?? event.editableAt } as const
  }
}

const newest = ({ versions }: CustomEvent): DefinitionVersion => versions.reduce((a, b) => (b.number > a.number ? b : a))

function settingsToChange({ name, description, webTracking }: Definition, event: CustomEvent): EventSettings {
  return {
    ...(name !== event.name && { name }),
    ...(description !== undefined && description !== event.description && { description }),
    ...(webTracking !== undefined && webTracking !== event.webTracking && { webTracking }),
  }
}
