import type { Definition } from '../api/definitions.js'

/** What becomes of a custom event's events: what they are collected for, and for how long they are kept. */
export type Settings = Pick<Definition, 'purpose' | 'retentionYears'>
export type Purpose = Settings['purpose']

/** Of a custom event that was just made. */
export const usualSettings: Settings = { purpose: 'necessary', retentionYears: null }

/** What events are collected on pages for, worded for people. */
export const purposes: readonly { readonly purpose: Purpose; readonly name: string; readonly means: string }[] = [
  {
    purpose: 'necessary',
    name: 'Necessary',
    means: 'What the shop could not do without, such as an order: sent without anybody’s consent.',
  },
  { purpose: 'analytics', name: 'Analytics', means: 'To understand how the shop is used: sent only by those who have consented to it.' },
  { purpose: 'marketing', name: 'Marketing', means: 'To advertise and to recommend: sent only by those who have consented to it.' },
]

export const purposeName = (purpose: Purpose): string => purposes.find((entry) => entry.purpose === purpose)?.name ?? purpose

/** `for ever`, `for 1 year`, `for 7 years`. */
export const keptText = (years: number | null): string => (years === null ? 'for ever' : `for ${years} ${years === 1 ? 'year' : 'years'}`)

/** What one usually chooses. The collector takes any number of years up to 100. */
const USUAL_YEARS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 50, 100]

/** Years to choose from, with what is set among them. */
export const yearsWith = (set: number | null): number[] =>
  [...new Set(set === null ? USUAL_YEARS : [...USUAL_YEARS, set])].sort((one, other) => one - other)

/** Whether events that are kept now would go. */
export const isShorter = (years: number | null, than: number | null): boolean => years !== null && (than === null || years < than)
