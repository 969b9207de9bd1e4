import { expect, test } from 'vitest'
import * as limits from './limits.js'

test('caps are part of the wire format, and as they are documented', () => {
  expect({ ...limits }).toEqual({
    MAX_FIELDS: 100,
    MAX_KEY_LENGTH: 64,
    MAX_NAME_LENGTH: 120,
    MAX_DESCRIPTION_LENGTH: 2000,
    MAX_TEXT_LENGTH: 4096,
    MAX_SOURCE_LENGTH: 255,
    MAX_EVENT_BYTES: 32_768,
    MAX_BODY_BYTES: 524_288,
    MAX_EVENTS_PER_REQUEST: 500,
    MAX_NESTING: 8,
    MAX_ISSUES_PER_EVENT: 20,
    MAX_FUTURE_MS: 82_800_000,
  })
})
