/** Where on the web an event comes from, as installations are counted by. */
export interface PagePlace {
  /** Host and port, in lower case; empty for an event without a page. */
  readonly host: string
  /** Path without query; what looks like an ID is replaced by `:id`. Empty for an event without a page. */
  readonly path: string
}

const NOWHERE: PagePlace = { host: '', path: '' }

/** Enough to know a page by, and little enough that 500 of them stay one parameter of a statement. */
const MAX_HOST_LENGTH = 255
const MAX_PATH_LENGTH = 200

// The migration has the same rules in SQL, for events from before there were installations.
const MANY_DIGITS = /\d{4}/
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
const RANDOM = /^(?=.*\d)[a-z\d]{12,}$/i

/** The latest one that was asked for: what waited in a browser comes from few pages. */
let last: { readonly url: unknown; readonly place: PagePlace } = { url: undefined, place: NOWHERE }

/** Names the page that an event comes from, so that a thousand orders are one page. Never throws: an address that is none is nowhere. */
export function placeOf(url: unknown): PagePlace {
  if (url !== last.url) last = { url, place: read(url) }
  return last.place
}

function read(url: unknown): PagePlace {
  const parsed = typeof url === 'string' && URL.parse(url)
  if (!parsed) return NOWHERE
  const { host, pathname, protocol } = parsed
  if (!/^https?:$/.test(protocol)) return NOWHERE
  const path = pathname
    .split('/')
    .map((segment) => (looksLikeId(segment) ? ':id' : segment))
    .join('/')
  return { host: host.slice(0, MAX_HOST_LENGTH), path: path.slice(0, MAX_PATH_LENGTH) }
}

const looksLikeId = (segment: string): boolean => MANY_DIGITS.test(segment) || UUID.test(segment) || RANDOM.test(segment)
