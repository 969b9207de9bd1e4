import { Text, type TextProps } from '@mantine/core'

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** An instant in the reader's own time zone and language; the ISO text stays at hand. */
export const Instant = ({ at, ...props }: { readonly at: string } & TextProps) => (
  <Text component="time" inherit dateTime={at} title={at} {...props}>
    {format.format(new Date(at))}
  </Text>
)
