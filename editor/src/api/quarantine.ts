import type { Repair } from '@milepost/sdk/contract'
import { queryOptions } from '@tanstack/react-query'
import { answer, api } from './client.js'
import { paged } from './paged.js'

const groups = api.sections[':section'].quarantine.groups

type Query = { readonly limit: string; readonly cursor?: string; readonly customEvent?: string }

const readGroups = (section: string, query: Query) => answer(groups.$get({ param: { section }, query }))
const readGroup = (section: string, group: string) => answer(groups[':group'].$get({ param: { section, group } }))

/** Rejected events that failed alike. */
export type QuarantineGroup = Awaited<ReturnType<typeof readGroups>>['items'][number]
export type QuarantineGroupDetails = Awaited<ReturnType<typeof readGroup>>
export type Sample = QuarantineGroupDetails['samples'][number]

export const quarantineGroupsQuery = (section: string, customEvent: string | undefined) =>
  paged(['sections', section, 'quarantine', customEvent ?? ''], (query) =>
    readGroups(section, { ...query, ...(customEvent && { customEvent }) }),
  )

export const quarantineGroupQuery = (section: string, group: string) =>
  queryOptions({ queryKey: ['sections', section, 'quarantine', 'group', group], queryFn: () => readGroup(section, group) })

interface RepairRequest {
  /** The custom event to send them as. */
  readonly customEvent: string
  readonly version: number
  readonly repairs: readonly Repair[]
  readonly dryRun: boolean
  readonly cursor?: string
}

type RepairBody = Parameters<(typeof groups)[':group']['repair']['$post']>[0]['json']['repairs']

/** One bounded step over the held events of a group. */
export const repairStep = (section: string, group: string, json: RepairRequest) =>
  answer(groups[':group'].repair.$post({ param: { section, group }, json: { ...json, repairs: [...json.repairs] as RepairBody } }))
export type StepOutcome = Awaited<ReturnType<typeof repairStep>>
