// @vitest-environment happy-dom
import { vi } from 'vitest'
import { deliveryCases } from '../test/delivery-cases.js'
import type { FieldRule } from './contract/field-type.js'
import { startProfileTracking } from './track-profile.js'

// The same cases as without consent, under consent that was there from the start. Here the tracker makes IDs, so it is handed those of the cases.
const ids: string[] = []
vi.mock('./uuid.js', () => ({ uuid: () => ids.shift() }))

const anything: FieldRule = ['text', () => true]

deliveryCases((endpoint, writeKey, report) => {
  const track = startProfileTracking(endpoint, writeKey, report, 'granted', '')
  return (id, json) => {
    ids.push(id)
    const { version, fields } = JSON.parse(json)
    track({ version, purpose: 'necessary', fields: { filling: anything } }, fields)
  }
})
