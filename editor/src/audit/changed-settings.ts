import { isRecord } from '../parts/record.js'

const switched = (value: unknown) => (value ? 'on' : 'off')
const told = (value: unknown) => String(value)

/** A setting in words, and its new value where it is kept. */
const settings: Readonly<Record<string, readonly [name: string, value?: (value: unknown) => string]>> = {
  name: ['the name'],
  description: ['the description'],
  allowedOrigins: ['the allowed origins'],
  allowedOperations: ['the allowed operations'],
  webTracking: ['web tracking', switched],
  retentionYears: ['retention', (years) => (typeof years === 'number' ? `${years} ${years === 1 ? 'year' : 'years'}` : 'for ever')],
  purpose: ['the purpose', told],
  visitors: ['visitors', switched],
  consentStart: ['where consent starts', told],
  honourGpc: ['heeding Global Privacy Control', switched],
  requireProof: ['the required proof', switched],
  defaultCountry: ['the country of mobile numbers', (country) => (country === null ? 'none' : told(country))],
}

const list = new Intl.ListFormat('en')

/** Which settings were changed, with their new values where these are kept: `the name and retention (7 years)`. */
export function changedSettings({ settings: changed, values }: Readonly<Record<string, unknown>>): string {
  const kept = isRecord(values) ? values : {}
  const words = (Array.isArray(changed) ? changed : []).map((key: unknown) => {
    // A setting of a later version is told as it is called.
    const [name, value] = (typeof key === 'string' && Object.hasOwn(settings, key) && settings[key]) || [String(key)]
    return value && Object.hasOwn(kept, String(key)) ? `${name} (${value(kept[String(key)])})` : name
  })
  return words.length ? list.format(words) : 'settings'
}
