/** Filters of the live list, as the address holds them. */
export interface LiveSearch {
  readonly verdict?: 'accepted' | 'rejected'
  /** Discriminator of a custom event. */
  readonly definition?: string
  /** `order-created@3`. */
  readonly version?: string
  readonly source?: string
  readonly host?: string
}

const texts = ['definition', 'version', 'source', 'host'] as const

/** Reads the filters from an address; what is empty or no text is no filter. Numbers are texts that look like one. */
export function liveSearch(search: Record<string, unknown>): LiveSearch {
  const { verdict } = search
  return {
    ...((verdict === 'accepted' || verdict === 'rejected') && { verdict }),
    ...Object.fromEntries(
      texts.flatMap((key) => {
        const value = search[key]
        const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
        return text ? [[key, text]] : []
      }),
    ),
  }
}

/** Whether the list is narrowed by what the collector looks for in the newest rows only. */
export const looksAtNewestOnly = ({ version, source, host }: LiveSearch): boolean => Boolean(version || source || host)
