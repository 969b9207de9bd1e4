import { runInNewContext } from 'node:vm'

/** A `.tpl` file taken apart into its sections, as Tag Manager's import does: a line of its own, three underscores, capitals, three underscores. */
export function sectionsOf(template: string): Record<string, string> {
  const parts = template.split(/^___([A-Z_]+)___$/m)
  const sections: Record<string, string> = {}
  for (let index = 1; index < parts.length; index += 2) sections[parts[index] ?? ''] = (parts[index + 1] ?? '').trim()
  return sections
}

interface Permission {
  readonly instance: {
    readonly key: { readonly publicId: string }
    readonly param: readonly { readonly key: string; readonly value: Value }[]
  }
}
interface Value {
  readonly type: number
  readonly string?: string
  readonly boolean?: boolean
  readonly listItem?: readonly Value[]
  readonly mapKey?: readonly Value[]
  readonly mapValue?: readonly Value[]
}

/** What became of one firing of a tag. */
export interface Firing {
  readonly outcome: 'success' | 'failure' | undefined
  readonly logged: readonly unknown[][]
  readonly used: ReadonlySet<string>
}

/**
 * Fires a custom tag template: the documented sandbox APIs that the permissions allow, no globals besides `require` and `data`.
 * `load` is what the page does when a script URL is injected, `globals` are the page's functions, `dataLayer` is Tag Manager's model of the
 * data layer, and `query` the query of the page's address.
 * @see https://developers.google.com/tag-platform/tag-manager/templates/api
 */
export function fireTag(
  template: string,
  inputs: Record<string, unknown>,
  page: {
    load(url: string): boolean
    globals: Record<string, (...args: unknown[]) => unknown>
    dataLayer?: unknown
    query?: string
  },
): Firing {
  const { SANDBOXED_JS_FOR_WEB_TEMPLATE: code = '', WEB_PERMISSIONS = '[]' } = sectionsOf(template)
  const granted = grantsOf(JSON.parse(WEB_PERMISSIONS) as Permission[])
  const logged: unknown[][] = []
  const used = new Set<string>()
  let outcome: Firing['outcome']
  const demand = (id: string, isGranted: boolean) => {
    used.add(id)
    if (!isGranted) throw new Error(`permission denied: ${id}`)
  }
  const apis: Record<string, unknown> = {
    injectScript(url: string, onSuccess: () => void, onFailure: () => void) {
      demand('inject_script', granted.urls.includes(url))
      if (page.load(url)) onSuccess()
      else onFailure()
    },
    callInWindow(path: string, ...args: unknown[]) {
      demand('access_globals', granted.executable.includes(path))
      return copy(page.globals[path]?.(...args.map(copy)))
    },
    logToConsole(...args: unknown[]) {
      demand('logging', granted.logging)
      logged.push(args)
    },
    copyFromDataLayer(path: string) {
      demand('read_data_layer', granted.dataLayer.includes(path))
      return copy(path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], page.dataLayer))
    },
    getQueryParameters(name: string) {
      demand('get_url', granted.query.includes(name))
      return new URLSearchParams(page.query).get(name) ?? undefined
    },
    makeNumber: Number,
    makeString: String,
  }
  const require = (name: string): unknown => {
    if (!(name in apis)) throw new Error(`unknown API: ${name}`)
    return apis[name]
  }
  const end = (as: Firing['outcome']) => () => {
    outcome = as
  }
  const data = { ...inputs, gtmOnSuccess: end('success'), gtmOnFailure: end('failure') }
  runInNewContext(`'use strict';(function (require, data) {${code}\n})(require, data)`, { require, data, ...hiddenGlobals })
  return { outcome, logged, used }
}

// Everything else that JavaScript itself brings along: the sandbox has none of it.
const hiddenGlobals = Object.fromEntries(
  ['Object', 'Array', 'String', 'Number', 'Boolean', 'JSON', 'Math', 'Date', 'RegExp', 'Promise', 'Symbol', 'globalThis', 'console'].map(
    (name) => [name, undefined],
  ),
)

/** Values cross the border of the sandbox as copies. */
const copy = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

const namesIn = (value: Value | undefined) => (value?.listItem ?? []).map(({ string = '' }) => string)

function grantsOf(permissions: readonly Permission[]) {
  const paramOf = (id: string, key: string) =>
    permissions.find(({ instance }) => instance.key.publicId === id)?.instance.param.find((param) => param.key === key)?.value
  const entries = (paramOf('access_globals', 'keys')?.listItem ?? []).map(({ mapKey = [], mapValue = [] }) =>
    Object.fromEntries(mapKey.map(({ string = '' }, index) => [string, mapValue[index]?.string ?? mapValue[index]?.boolean])),
  )
  return {
    urls: (paramOf('inject_script', 'urls')?.listItem ?? []).map(({ string }) => string),
    executable: entries.filter(({ execute }) => execute).map(({ key }) => key),
    dataLayer: namesIn(paramOf('read_data_layer', 'keyPatterns')),
    query: paramOf('get_url', 'query')?.boolean ? namesIn(paramOf('get_url', 'queryKeys')) : [],
    logging: paramOf('logging', 'environments')?.string !== undefined,
  }
}
