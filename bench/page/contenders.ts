import type { Field } from '@milepost/sdk/contract'
import { bundleForPage, bundleOnce, minified } from '../support/bundle-for-page.ts'

/** One way to report an event from a page. */
export interface Contender {
  /** In addresses and marks. */
  readonly key: string
  readonly name: string
  readonly kind: 'ours' | 'baseline' | 'peer'
  /**
   * The whole script of a page: evaluating it starts the tracker, which sends to the key's path at `SINK`. It leaves a function `send` that
   * reports one order: its ID and the number of its items.
   */
  script(): Promise<string>
}

/** Stands in scripts for the origin that they send to, so that they are the same in every run. */
export const SINK = 'http://sink.invalid:1'

/** Orders as every contender reports them, each in its own words. */
const ORDER = '{ orderId, total: 129.5, items }'

const fields: readonly Field[] = [
  { key: 'orderId', name: 'Order ID', type: 'text', required: true },
  { key: 'total', name: 'Total', type: 'decimal', required: false },
  { key: 'items', name: 'Items', type: 'number', required: false },
]

/** Our page script for an order, in a section without or with visitors. */
async function pageScriptFor(visitors: boolean): Promise<string> {
  const { pageScript } = await import('@milepost/sdk/script')
  const script = pageScript({
    endpoint: `${SINK}/${visitors ? 'visitors' : 'script'}/v1/events`,
    writeKey: 'wk_yf9L0VGwbQYnmlCfS2PpD5ajS7C5_px7',
    version: { id: 'order-created@3', fields, purpose: 'analytics' },
    ...(visitors && { visitors: { consentStart: 'granted', honourGpc: true } }),
  })
  return `${script};send=(orderId,items)=>milepost("order-created",{source:"Website",orderId,total:129.5,items})`
}

/** Ten lines: what one writes who needs no tracker. It checks nothing, keeps nothing, and never hears what became of an event. */
const beacon = `
function track(name, fields) {
  const event = {
    id: crypto.randomUUID(),
    name,
    occurredAt: new Date(),
    page: location.origin + location.pathname,
    fields,
  }
  return navigator.sendBeacon('${SINK}/beacon', JSON.stringify(event))
}
send = (orderId, items) => track('order-created', ${ORDER})`

/** The least that a tracker which batches does: remember, and send once a second. */
const memory = `
const queue = []
let timer
function flush() {
  timer = undefined
  const events = queue.splice(0)
  fetch('${SINK}/memory', { method: 'POST', keepalive: true, body: JSON.stringify({ sentAt: new Date(), events }) })
}
function track(name, fields) {
  queue.push({
    id: crypto.randomUUID(),
    name,
    occurredAt: new Date(),
    page: location.origin + location.pathname,
    fields,
  })
  timer ??= setTimeout(flush, 1000)
}
send = (orderId, items) => track('order-created', ${ORDER})`

const npm = `
import { createTracker, decimal, defineEvent, number, text } from '@milepost/sdk'
const orderCreated = defineEvent({
  version: 'order-created@3',
  fields: { orderId: text({ required: true }), total: decimal(), items: number() },
})
const endpoint = '${SINK}/npm/v1/events'
const tracker = createTracker({ endpoint, writeKey: 'wk_yf9L0VGwbQYnmlCfS2PpD5ajS7C5_px7', source: 'Website' })
window.send = (orderId, items) => tracker.track(orderCreated, ${ORDER})`

// Peers as their documentation sets them up, and everything off that is not the tracked event: page views, clicks, recordings, remote settings.
// What keeps them from running on this machine, or limits how much they take, is off too.

const plausible = `
import { init, track } from '@plausible-analytics/tracker'
init({ domain: 'shop.example', endpoint: '${SINK}/plausible', autoCapturePageviews: false, captureOnLocalhost: true, logging: false })
window.send = (orderId, items) => track('order-created', { props: { orderId, total: '129.5', items: String(items) } })`

const posthog = `
import posthog from 'posthog-js'
posthog.init('phc_order', {
  api_host: '${SINK}/posthog',
  autocapture: false,
  capture_pageview: false,
  capture_pageleave: false,
  capture_dead_clicks: false,
  capture_performance: false,
  capture_exceptions: false,
  capture_heatmaps: false,
  disable_session_recording: true,
  disable_surveys: true,
  disable_external_dependency_loading: true,
  advanced_disable_flags: true,
  opt_out_useragent_filter: true,
  rate_limiting: { events_per_second: 100000, events_burst_limit: 1000000 },
})
window.send = (orderId, items) => posthog.capture('order-created', ${ORDER})`

const segment = `
import { AnalyticsBrowser } from '@segment/analytics-next'
const apiHost = '${new URL(SINK).host}/segment'
const settings = { apiKey: 'order', apiHost, protocol: 'http' }
const analytics = AnalyticsBrowser.load({ writeKey: 'order', cdnSettings: { integrations: { 'Segment.io': settings } } }, { integrations: { 'Segment.io': settings } })
window.send = (orderId, items) => analytics.track('order-created', ${ORDER})`

const snowplow = `
import { newTracker, trackSelfDescribingEvent } from '@snowplow/browser-tracker'
newTracker('sp', '${SINK}/snowplow', { appId: 'shop', encodeBase64: false, contexts: { webPage: true } })
window.send = (orderId, items) =>
  trackSelfDescribingEvent({ event: { schema: 'iglu:example.shop/order_created/jsonschema/1-0-0', data: ${ORDER} } })`

const rudderstack = `
import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'
const analytics = new RudderAnalytics()
analytics.load('order', '${SINK}/rudderstack', {
  getSourceConfig: () => ({ source: { id: 'order', name: 'Shop', writeKey: 'order', enabled: true, workspaceId: 'shop', config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } }, destinations: [], connections: [] } }),
  loadIntegration: false,
  sendAdblockPage: false,
  logLevel: 'NONE',
})
window.send = (orderId, items) => analytics.track('order-created', ${ORDER})`

const wrapped = (code: string) => minified(`(() => {${code.replace(/^send =/m, 'window.send =')}})()`)

/** All that is measured, in the order of the table. */
export const contenders: readonly Contender[] = [
  { key: 'beacon', name: 'Ten-line `sendBeacon` snippet', kind: 'baseline', script: () => wrapped(beacon) },
  { key: 'memory', name: 'Batching in memory, no checks', kind: 'baseline', script: () => wrapped(memory) },
  { key: 'script', name: 'Milepost page script', kind: 'ours', script: () => pageScriptFor(false) },
  {
    key: 'visitors',
    name: 'Milepost page script, with consent and identity',
    kind: 'ours',
    script: () => pageScriptFor(true),
  },
  { key: 'npm', name: 'Milepost `createTracker`', kind: 'ours', script: () => bundleForPage(npm) },
  { key: 'plausible', name: 'Plausible', kind: 'peer', script: () => bundleOnce(plausible) },
  { key: 'posthog', name: 'PostHog', kind: 'peer', script: () => bundleOnce(posthog) },
  { key: 'segment', name: 'Segment analytics-next', kind: 'peer', script: () => bundleOnce(segment) },
  { key: 'snowplow', name: 'Snowplow', kind: 'peer', script: () => bundleOnce(snowplow) },
  { key: 'rudderstack', name: 'RudderStack', kind: 'peer', script: () => bundleOnce(rudderstack) },
]
