import { Switch, VisuallyHidden } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { counted } from '../parts/count.js'
import type { Arrival } from './arrivals.js'

/** Seconds between two announcements, so that a busy section does not talk over everything else. */
const EVERY_MS = 10_000

/** Reads out how many rows came, for whoever asks for it. Off at first: nobody wants a screen reader that does not stop. */
export function Announcer({ list }: { readonly list: readonly Arrival[] }) {
  const [on, setOn] = useState(false)
  const [says, setSays] = useState('')
  const latest = useRef(list)
  latest.current = list
  useEffect(() => {
    if (!on) return setSays('')
    let known = new Set(latest.current.map(({ key }) => key))
    const timer = setInterval(() => {
      const fresh = latest.current.filter(({ key }) => !known.has(key))
      known = new Set(latest.current.map(({ key }) => key))
      if (!fresh.length) return
      const rejected = fresh.filter(({ row }) => row.status === 'rejected').length
      setSays(`${counted(fresh.length, 'new row')}${rejected ? `, ${rejected} rejected` : ''}`)
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [on])
  return (
    <>
      <Switch label="Read out new rows" checked={on} onChange={({ currentTarget }) => setOn(currentTarget.checked)} />
      <VisuallyHidden role="status" aria-live="polite">
        {says}
      </VisuallyHidden>
    </>
  )
}
