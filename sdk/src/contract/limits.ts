/** Caps that page, edge and command line share. Each is part of the wire format: lowering one breaks installed snippets. */

/** Fields of one definition version, besides the source field: what a person can still oversee in one table. */
export const MAX_FIELDS = 100

/** Characters of a field's key, so that generated code and column names stay readable. */
export const MAX_KEY_LENGTH = 64

/** Characters of a name of a section, a custom event or a field. */
export const MAX_NAME_LENGTH = 120

/** Characters of a custom event's description. */
export const MAX_DESCRIPTION_LENGTH = 2000

/** Unicode code points of a text value: a long comment fits, a document does not. */
export const MAX_TEXT_LENGTH = 4096

/** Unicode code points of the source field. */
export const MAX_SOURCE_LENGTH = 255

/** UTF-8 bytes of one event as JSON: half of what a keepalive request may carry, so that any event can leave with the page. */
export const MAX_EVENT_BYTES = 32 * 1024

/** UTF-8 bytes of one request body, counted while it streams in. */
export const MAX_BODY_BYTES = 512 * 1024

/** Events of one request. */
export const MAX_EVENTS_PER_REQUEST = 500

/** Levels of objects and lists inside one event, the event itself being the first. */
export const MAX_NESTING = 8

/** Issues told per event; an event with more has them cut, so that an answer cannot outgrow its request without bound. */
export const MAX_ISSUES_PER_EVENT = 20

/** How far ahead of the collector's clock an event may be, in milliseconds, before its instant is clamped: every time zone mistake fits. */
export const MAX_FUTURE_MS = 23 * 60 * 60 * 1000
