import type { Repair } from '@milepost/sdk/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { repairStep } from '../api/quarantine.js'
import { nothingYet, type RepairSum, withStep } from './repair-sum.js'

/** What is run over the held events of a group. */
export interface RepairPlan {
  readonly customEvent: string
  readonly version: number
  readonly repairs: readonly Repair[]
}

export interface RepairRun {
  readonly plan: RepairPlan
  /** Whether it only says what would become of them. */
  readonly dryRun: boolean
  readonly state: 'running' | 'done' | 'stopped' | 'failed'
  readonly sum: RepairSum
  readonly error?: unknown
}

/** Runs a repair step by step until the last one, or until it is stopped. Each step is whole: what was stored before stays stored. */
export function useRepairRun(section: string, group: string) {
  const client = useQueryClient()
  const [run, setRun] = useState<RepairRun>()
  const stopped = useRef(false)
  // Whoever leaves the page has stopped.
  useEffect(
    () => () => {
      stopped.current = true
    },
    [],
  )

  const start = async (plan: RepairPlan, dryRun: boolean) => {
    stopped.current = false
    let sum = nothingYet
    let cursor: string | null = null
    const tell = (state: RepairRun['state'], error?: unknown) => setRun({ plan, dryRun, state, sum, ...(error !== undefined && { error }) })
    tell('running')
    try {
      do {
        const step: Awaited<ReturnType<typeof repairStep>> = await repairStep(section, group, {
          ...plan,
          dryRun,
          ...(cursor && { cursor }),
        })
        sum = withStep(sum, step)
        cursor = step.nextCursor
        if (cursor && !stopped.current) tell('running')
      } while (cursor && !stopped.current)
      tell(cursor ? 'stopped' : 'done')
    } catch (error) {
      tell('failed', error)
    }
    // What was stored is no longer held, and is counted.
    if (!dryRun) await client.invalidateQueries({ queryKey: ['sections', section] })
  }
  const stop = () => {
    stopped.current = true
  }
  const forget = () => setRun(undefined)
  return { run, start, stop, forget }
}
