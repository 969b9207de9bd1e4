import { createApp } from './app.js'

export type { App } from './app.js'

export default { fetch: createApp().fetch }
