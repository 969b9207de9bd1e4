import type { FieldRules } from '../contract/check-fields.js'
import type { FieldCheck } from '../contract/field-type.js'
import { check as text } from '../contract/fields/text.js'
import { type TrackResult, track } from '../create-tracker.js'
import { type Deliver, startDelivery } from '../deliver.js'

/** The global function `milepost`. The stub in the page keeps calls in `q`; every script that loads puts itself before what it found. */
interface Milepost {
  (discriminator: string, fields: object): TrackResult | undefined
  q?: Iterable<[discriminator: string, fields: object]>
  /** One delivery per collector and section, shared by all scripts on the page. */
  d?: Record<string, Deliver>
}

declare global {
  interface Window {
    milepost?: Milepost
  }
}

const report = (detail: unknown) => dispatchEvent(new CustomEvent('milepost', { detail }))

/** Runs when a page script has loaded: puts its definition version behind `milepost` and replays the calls that waited for it. */
export function install(
  endpoint: string,
  writeKey: string,
  discriminator: string,
  number: number,
  fields: (text: FieldCheck) => FieldRules,
) {
  const found = window.milepost
  const deliveries = found?.d || {}
  deliveries[endpoint + writeKey] ||= startDelivery(endpoint, writeKey, report)
  const deliver = deliveries[endpoint + writeKey] as Deliver
  const definition = { version: `${discriminator}@${number}`, fields: fields(text) }
  // Three signs, because two would call the methods of an object that is given as a name.
  const milepost: Milepost = (name, values) => (name === discriminator ? track(deliver, definition, values) : found?.(name, values))
  milepost.d = deliveries
  window.milepost = milepost
  // A call for another custom event goes on to the stub, which keeps it for the next script.
  for (const call of found?.q || []) milepost(...call)
}
