import { Text } from '@mantine/core'
import { useEffect } from 'react'
import { remaining } from './durations.js'
import { useNow } from './use-now.js'

const SECOND_MS = 1000

interface CountdownProps {
  /** ISO 8601. */
  readonly until: string
  /** Called once the instant has come, and again should `until` be moved into the past. */
  readonly onEnd?: () => void
}

/** Counts down to an instant, second by second, as in "in 59 min 12 s". */
export function Countdown({ until, onEnd }: CountdownProps) {
  const left = Date.parse(until) - useNow(SECOND_MS)
  const ended = left <= 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: `onEnd` may be new on every render
  useEffect(() => {
    if (ended) onEnd?.()
  }, [ended, until])
  return (
    <Text component="span" inherit role="timer" title={until} style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {ended ? 'now' : `in ${remaining(left)}`}
    </Text>
  )
}
