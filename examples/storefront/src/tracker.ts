import { createProfileTracker, type DeliveryReport } from '@milepost/sdk'

const { VITE_MILEPOST_ENDPOINT: endpoint = '', VITE_MILEPOST_WRITE_KEY: writeKey = '' } = import.meta.env

const listeners: ((report: DeliveryReport) => void)[] = []

/** Calls back once for every event whose fate is known, also for one that an earlier visit left in the queue. */
export const onReport = (listener: (report: DeliveryReport) => void) => listeners.push(listener)

/** The one tracker of this shop, which knows its visitors. Throws when the two settings are missing, which a build should not hide. */
export const tracker = createProfileTracker({
  endpoint,
  writeKey,
  source: 'Storefront',
  onReport: (report) => {
    for (const listener of listeners) listener(report)
  },
})
