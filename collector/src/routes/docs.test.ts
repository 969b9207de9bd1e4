import { expect, test } from 'vitest'
import { collector } from '../../test/collector.js'

test('shows the description by exactly one outside script, whose bytes are pinned, and lets it reach this origin only', async () => {
  const { status, headers, body } = await collector().send<string>('/docs', {})
  expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=UTF-8'])
  const sources = [...body.matchAll(/src="([^"]*)"/g)].map(([, source]) => source)
  expect(sources).toEqual([expect.stringMatching(/^https:\/\/cdn\.jsdelivr\.net\/npm\/@scalar\/api-reference@\d+\.\d+\.\d+\//)])
  expect(body).toMatch(/ integrity="sha384-[A-Za-z0-9+/]{64}" crossorigin="anonymous"/)
  const policy = headers.get('Content-Security-Policy')?.split('; ')
  expect(policy).toContain(`script-src ${sources[0]}`)
  expect(policy).toContain("connect-src 'self'")
})
