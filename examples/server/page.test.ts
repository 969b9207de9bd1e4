import { expect, test } from 'vitest'
import { contentSecurityPolicy, newNonce, withNonce, withTag } from './page.ts'

const tag = '<!-- Milepost -->\n<script>stub</script>\n<script async src="/s/1.js"></script>'
const snippet = `${tag}\n\n<!-- Where the event happens -->\n<script>\nmilepost('order-created', {})\n</script>\n`

test('the generated tag stands at the marked place, without its example call', () => {
  expect(withTag('<head><!-- milepost: paste it here --></head>', snippet)).toBe(`<head>${tag}</head>`)
})

test('a snippet is put in as it is, whatever it holds', () => {
  expect(withTag('a<!-- milepost: here -->b', "<script async>$& $' $1</script>")).toBe("a<script async>$& $' $1</script>b")
})

test('a page without a marked place stays as it is', () => {
  expect(withTag('<head></head>', snippet)).toBe('<head></head>')
})

test('every script tag of the page gets the nonce, and other tags do not', () => {
  expect(withNonce('<script>1</script><script type="module" src="a.js"></script><scripts>', 'n')).toBe(
    '<script nonce="n">1</script><script nonce="n" type="module" src="a.js"></script><scripts>',
  )
})

test('the policy lets only the nonce and the collector in', () => {
  const policy = contentSecurityPolicy('n', 'http://127.0.0.1:8787').split('; ')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'nonce-n'")
  expect(policy).toContain("connect-src 'self' http://127.0.0.1:8787")
  expect(policy.join()).not.toMatch(/unsafe|\*/)
})

test('no nonce is used twice', () => {
  expect(newNonce()).not.toBe(newNonce())
})
