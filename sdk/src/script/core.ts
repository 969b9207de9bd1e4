import { startTracking, type Track, type TrackResult } from '../track.js'
import { discriminator, endpoint, number, rules, writeKey } from './settings.js'

// Runs when a page script has loaded: puts its definition version behind `milepost` and replays the calls that waited for it.

/** The global function `milepost`. The stub in the page keeps calls in `q`; every script that loads puts itself before what it found. */
interface Milepost {
  (discriminator: string, fields: object): TrackResult | undefined
  q?: [discriminator: string, fields: object][]
  /** What the events of a section share, by write key, for all scripts on the page. */
  d?: Record<string, Track>
}

declare global {
  interface Window {
    milepost?: Milepost
  }
}

const found = window.milepost
const track = found?.d?.[writeKey] || startTracking(endpoint, writeKey, (detail) => dispatchEvent(new CustomEvent('milepost', { detail })))
// Three signs, because two would call the methods of an object that is given as a name.
const milepost: Milepost = (name, values) =>
  name === discriminator ? track({ version: name + number, fields: rules }, values) : found?.(name, values)
milepost.d = { ...found?.d, [writeKey]: track }
window.milepost = milepost
// A call for another custom event goes on to the stub, which keeps it for the next script.
found?.q?.map((call) => milepost(...call))
