import type { Context } from 'hono'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import type { CustomEvent, SavedVersion } from '../schema/custom-event.js'
import type { Section } from '../schema/section.js'
import { type CustomEventId, readCustomEvent } from '../store/custom-events.js'
import { readSection } from '../store/sections.js'
import { readVersion } from '../store/versions.js'

/**
 * Reads the section that the address names, which `access` has let the request into.
 * @throws Problem `section_unknown`
 */
export async function findSection(c: Context<AppEnv, '/:section'>): Promise<Section> {
  const section = await readSection(c.env.DB, c.req.param('section'), c.var.role, instantOf(c.var.clock()))
  if (!section) throw new Problem('section_unknown')
  return section
}

/**
 * Reads the custom event that the address names, in the section that `access` has let the request into.
 * @throws Problem `custom_event_unknown`
 */
export async function findCustomEvent(
  c: Context<AppEnv, '/:section/:discriminator'>,
): Promise<{ id: CustomEventId; customEvent: CustomEvent }> {
  const id = { sectionId: c.req.param('section'), discriminator: c.req.param('discriminator') }
  const customEvent = await readCustomEvent(c.env.DB, id, instantOf(c.var.clock()))
  if (!customEvent) throw new Problem('custom_event_unknown')
  return { id, customEvent }
}

/**
 * Reads the version that the address names, of a custom event that was found.
 * @throws Problem `version_unknown`
 */
export async function findVersion(c: Context<AppEnv, '/:number'>, id: CustomEventId): Promise<SavedVersion> {
  const number = c.req.param('number')
  const version = /^[1-9]\d{0,8}$/.test(number) ? await readVersion(c.env.DB, id, Number(number)) : undefined
  if (!version) throw new Problem('version_unknown')
  return version
}
