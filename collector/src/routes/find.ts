import type { Context } from 'hono'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import type { CustomEvent } from '../schema/custom-event.js'
import type { Section } from '../schema/section.js'
import { type CustomEventId, readCustomEvent } from '../store/custom-events.js'
import { readSection } from '../store/sections.js'

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
