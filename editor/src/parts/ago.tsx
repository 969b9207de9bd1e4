import { Text } from '@mantine/core'
import { ago } from './durations.js'
import { useNow } from './use-now.js'

const RENEWED_EVERY_MS = 30_000
const inFull = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

/** How long ago an instant was; the instant itself stays at hand. */
export const Ago = ({ at }: { readonly at: string }) => (
  <Text component="time" inherit dateTime={at} title={inFull.format(new Date(at))}>
    {ago(useNow(RENEWED_EVERY_MS) - Date.parse(at))}
  </Text>
)
