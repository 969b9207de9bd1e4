import { checkFields } from './contract/check-fields.js'
import { type Issue, issue } from './contract/issue.js'
import { MAX_EVENT_BYTES, MAX_TEXT_LENGTH } from './contract/limits.js'
import type { EventDefinition } from './define-event.js'
import { type DeliveryReport, startDelivery } from './deliver.js'
import { uuid } from './uuid.js'

/** What `track` answers: the ID under which the event is queued, or why it is not sent. */
export type TrackResult = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly issues: readonly Issue[] }

/** Checks one event and queues it. Never throws. `source` is for events that bring none of their own. */
export type Track = (definition: EventDefinition, values: object, source?: string) => TrackResult

/** Starts what all events of a section share in a page. */
export function startTracking(endpoint: string, writeKey: string, report: (report: DeliveryReport) => void): Track {
  const deliver = startDelivery(endpoint, writeKey, report)
  return (definition, values, source) => {
    let issues: Issue[]
    try {
      // Read once, so that what is checked is what leaves.
      const fields = { source, ...values }
      issues = checkFields(definition.fields, fields)
      if (!issues[0]) {
        const id = uuid()
        const json = JSON.stringify({
          id,
          version: definition.version,
          occurredAt: new Date(),
          page: { url: location.origin + location.pathname },
          fields,
        })
        // A character has at most three bytes, and a blob is made in another process: most events need no counting.
        const bytes = json[MAX_TEXT_LENGTH] ? new Blob([json]).size : 0
        if (bytes <= MAX_EVENT_BYTES) {
          deliver(id, json)
          return { ok: true, id }
        }
        // biome-ignore lint/style/useTemplate: compresses better
        issues = [issue('event_too_large', undefined, `at most ${MAX_EVENT_BYTES} bytes`, bytes + ' bytes')]
      }
    } catch {
      // Not what was thrown: that can be anything, even something that throws when it is turned into text.
      issues = [issue('event_invalid', undefined, 'readable', 'an error')]
    }
    // Development servers have a port of their own, shops do not.
    if (location.port) console.warn('milepost', definition?.version, issues)
    return { ok: false, issues }
  }
}
