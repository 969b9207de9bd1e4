import type { TrackResult } from '../track.js'
import { type ProfileTrack, startProfileTracking } from '../track-profile.js'
import { consentStart, discriminator, endpoint, gpc, number, purpose, rules, writeKey } from './settings.js'

// What `core.ts` does, for a section that asks for consent and identifies its visitors. `milepost` takes three calls more, `@consent`,
// `@identify` and `@reset`, which no custom event can be called. The scripts of a section on a page share what they do.

type Milepost = ((name: string, values?: unknown, more?: unknown) => TrackResult | undefined) & {
  q?: Parameters<Milepost>[]
  d?: Record<string, ProfileTrack>
}

const found = window.milepost as Milepost | undefined
let track = found?.d?.[writeKey] as ProfileTrack
// That of a script from before the section had visitors knows nothing of consent.
if (!track?.consent)
  track = startProfileTracking(endpoint, writeKey, (detail) => dispatchEvent(new CustomEvent('milepost', { detail })), consentStart, gpc)
const milepost: Milepost = (name, values, more) =>
  name === discriminator
    ? track({ purpose, version: name + number, fields: rules }, values as object)
    : name == '@identify'
      ? track({ identify: values as never, proof: more as string })
      : name?.[0] == '@'
        ? (track.consent(values as never, more as never) as undefined)
        : found?.(name, values)
milepost.d = { ...found?.d, [writeKey]: track }
window.milepost = milepost as never
found?.q?.map((call) => milepost(...call))
