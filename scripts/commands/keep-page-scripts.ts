import { writeFileSync } from 'node:fs'
import { keptSettings, pathOfKept } from '../../test/support/kept-page-scripts.ts'
import { buildRooms } from '../build-rooms.ts'
import { demoEvent } from '../demo-data.ts'

// Keeps the page scripts as they are generated today. Sites install them for good, so tests run them beside whatever is generated later.

await buildRooms('sdk')
const { pageScript } = await import('@milepost/sdk/script')
const fields = demoEvent.fields.map((field) => ({ required: false, ...field }))
const options = { ...keptSettings, version: { id: 'order-created@1', fields } }
// Fails where there are some of this day: they may be installed.
const flag = 'wx'
const day = new Date().toISOString().slice(0, 10)
writeFileSync(pathOfKept(day, 'plain'), pageScript(options), { flag })
writeFileSync(pathOfKept(day, 'profile'), pageScript({ ...options, visitors: { consentStart: 'granted', honourGpc: true } }), { flag })
