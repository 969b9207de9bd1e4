import { Text } from '@mantine/core'

const format = new Intl.NumberFormat()

/** A number as the reader writes it. */
export const countText = (count: number): string => format.format(count)

/** A number of things; the digits stand below one another in tables. */
export const Count = ({ of }: { readonly of: number }) => (
  <Text component="span" inherit className="nowrap" style={{ fontVariantNumeric: 'tabular-nums' }}>
    {countText(of)}
  </Text>
)

/** `1 page`, `2 pages`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${countText(count)} ${count === 1 ? one : many}`
