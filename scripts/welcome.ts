import { randomUUID } from 'node:crypto'
import { type CustomEvent, currentVersion, type Section } from './management.ts'

/**
 * The lines that a newcomer needs: the link that makes them the administrator, while there is none; the editor; the page to open, the management
 * API with the place of its token, and a command that sends an event.
 * The command works as it is: its values fit the definition version of the moment.
 */
export async function welcome(demo: {
  collector: string
  setupLink: string | undefined
  demo: string
  section: Section
  event: CustomEvent
}): Promise<string[]> {
  // Not at the top: the rooms are built by the time this runs, not before.
  const { exampleFields } = await import('@milepost/sdk/contract')
  const version = currentVersion(demo.event)
  const brief = version.fields.filter(({ key, required }) => required || key === 'total')
  const event = {
    id: randomUUID(),
    version: version.id,
    occurredAt: new Date().toISOString(),
    fields: exampleFields({ fields: brief }, 'Terminal'),
  }
  const body = JSON.stringify({ writeKey: demo.section.writeKey, events: [event] }).replaceAll("'", String.raw`\u0027`)
  return [
    ...(demo.setupLink ? [`Set-up link     ${demo.setupLink}  (once: makes you the administrator)`] : []),
    `Editor          ${demo.collector}/editor/`,
    `Demo page       ${demo.demo}`,
    `Management API  ${demo.collector}/docs  (Authorization: Bearer <ADMIN_TOKEN>, the token is in .dev.vars)`,
    `First event     curl -sS ${demo.collector}/v1/events -H 'content-type: application/json' -d '${body}'`,
  ]
}
