import type { Context } from 'hono'
import { instantOf } from '../clock.js'
import type { AppEnv } from '../env.js'
import { Problem } from '../problem.js'
import type { CustomEvent } from '../schema/custom-event.js'
import type { Section } from '../schema/section.js'
import { type CustomEventId, readCustomEvent } from '../store/custom-events.js'
import { readSection } from '../store/sections.js'

/**
 * Reads the section that the address names.
 * @throws Problem `section_unknown`
 */
export async function findSection(c: Context<AppEnv, '/:section'>): Promise<Section> {
  const section = await readSection(c.env.DB, c.req.param('section'))
  if (!section) throw new Problem('section_unknown')
  return section
}

/**
 * Reads the custom event that the address names, in its section.
 * @throws Problem `section_unknown` or `custom_event_unknown`
 */
export async function findCustomEvent(
  c: Context<AppEnv, '/:section/:discriminator'>,
): Promise<{ id: CustomEventId; customEvent: CustomEvent }> {
  const id = { sectionId: c.req.param('section'), discriminator: c.req.param('discriminator') }
  const customEvent = await readCustomEvent(c.env.DB, id, instantOf(c.var.clock()))
  if (customEvent) return { id, customEvent }
  await findSection(c)
  throw new Problem('custom_event_unknown')
}
