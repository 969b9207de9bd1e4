import { expect, test } from 'vitest'
import { issuesSentence, issueWords } from './issue-words.js'

test.each([
  [{ code: 'field_type', field: 'total' }, 'total has another type'],
  [{ code: 'source_missing', field: 'source' }, 'source is missing'],
  [{ code: 'version_unknown', field: 'version' }, 'it names a version that does not exist'],
  [{ code: 'event_too_large' }, 'it is too large'],
  [{ code: 'event_invalid', field: 'page.url' }, 'page.url cannot be read'],
  [{ code: 'said_by_a_later_version', field: 'x' }, 'x (said_by_a_later_version)'],
  [{ code: 'toString' }, 'it (toString)'],
])('%o reads "%s"', (issue, text) => {
  expect(issueWords(issue)).toBe(text)
})

test.each([
  [
    [
      { code: 'id_invalid', field: 'id' },
      { code: 'field_type', field: 'total' },
    ],
    'It has no valid ID, total has another type',
  ],
  [[{ code: 'field_required', field: 'item' }, { code: 'event_too_large' }], 'item is missing, it is too large'],
  [[], ''],
])('%o reads "%s" as a sentence', (issues, sentence) => {
  expect(issuesSentence(issues)).toBe(sentence)
})
