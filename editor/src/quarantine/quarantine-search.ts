export interface QuarantineSearch {
  /** Discriminator of a custom event. */
  readonly definition?: string
}

/** Reads the filter from an address. */
export const quarantineSearch = ({ definition }: Record<string, unknown>): QuarantineSearch =>
  typeof definition === 'string' && definition ? { definition } : {}
