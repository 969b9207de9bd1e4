import { gtm } from './gtm.js'
import { http } from './http.js'
import { inline } from './inline.js'
import { module } from './module.js'
import { script } from './script.js'

/** Every way to install a custom event, in the order that menus show them. A line here is all that a new one needs outside its own file. */
export const targets = [script, inline, module, http, gtm] as const

/** `script`, `inline`, `module`, `http` or `gtm`. */
export type TargetName = (typeof targets)[number]['name']
