import { describe, expect, test } from 'vitest'
import { correctInstant } from './occurred-at.js'

const RECEIVED = Date.parse('2026-11-23T10:00:00.000Z')
const NOW = '2026-11-23T10:00:00.000Z'

describe('correctInstant', () => {
  test.each([
    // occurredAt, sentAt, corrected, clamped
    ['2026-11-23T09:59:00Z', undefined, '2026-11-23T09:59:00.000Z', false],
    ['2026-11-23T09:59:00Z', '2026-11-23T10:00:00Z', '2026-11-23T09:59:00.000Z', false],
    // A clock that is an hour fast, and one that is three days slow.
    ['2026-11-23T10:59:00Z', '2026-11-23T11:00:00Z', '2026-11-23T09:59:00.000Z', false],
    ['2026-11-20T09:59:00Z', '2026-11-20T10:00:00Z', '2026-11-23T09:59:00.000Z', false],
    // A clock in another century is still consistent with itself.
    ['2099-01-01T00:00:00Z', '2099-01-01T00:00:05Z', '2026-11-23T09:59:55.000Z', false],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:05Z', '2026-11-23T09:59:55.000Z', false],
    // Offsets, fractions, lower case.
    ['2026-11-23T15:29:00.25+05:30', undefined, '2026-11-23T09:59:00.250Z', false],
    ['2026-11-23t09:59:00.123456789z', '2026-11-23t10:00:00z', '2026-11-23T09:59:00.123Z', false],
    // Leap seconds.
    ['2016-12-31T23:59:60Z', undefined, '2017-01-01T00:00:00.000Z', false],
    ['2016-12-31T23:59:60.5Z', undefined, '2017-01-01T00:00:00.500Z', false],
    ['2017-01-01T05:29:60+05:30', undefined, '2017-01-01T00:00:00.000Z', false],
    ['2026-11-23T09:59:00Z', '2016-12-31T23:59:60Z', NOW, true],
    // 23 h ahead is the last that is believed.
    ['2026-11-24T09:00:00.000Z', undefined, '2026-11-24T09:00:00.000Z', false],
    ['2026-11-24T09:00:00.001Z', undefined, NOW, true],
    ['2099-01-01T00:00:00Z', undefined, NOW, true],
    // The clock jumped between the event and sending it.
    ['2026-11-23T09:59:00Z', '1970-01-01T00:00:00Z', NOW, true],
    ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', NOW, true],
    ['9999-12-31T23:59:59-23:59', undefined, NOW, true],
    ['0000-01-01T00:00:00+23:59', undefined, NOW, true],
    ['0000-01-01T00:00:00Z', undefined, '0000-01-01T00:00:00.000Z', false],
    // What is no instant does not correct anything.
    ['2026-11-23T09:59:00Z', 'yesterday', '2026-11-23T09:59:00.000Z', false],
    ['2026-11-23T09:59:00Z', 5, '2026-11-23T09:59:00.000Z', false],
    ['2026-11-23T09:59:00Z', '2026-02-30T00:00:00Z', '2026-11-23T09:59:00.000Z', false],
  ])('%s sent at %s is %s', (occurredAt, sentAt, corrected, clamped) => {
    expect(correctInstant(occurredAt, sentAt, RECEIVED)).toEqual({ occurredAt: corrected, clamped })
  })
})
