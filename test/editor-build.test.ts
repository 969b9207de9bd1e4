import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../scripts/settings.ts'

const mantine = join(root, 'node_modules', '@mantine', 'core')
const built = join(root, 'editor', 'dist', 'editor', 'a')

const read = (...path: string[]) => readFileSync(join(...path), 'utf8')
const classesIn = (text: string) => new Set(text.match(/\bm_[0-9a-f]+\b/g))

/** Styles of everybody, in front of those of components. */
const GLOBAL = ['baseline', 'default-css-variables', 'global']

test('the editor imports the styles of the Mantine components that it uses, and no others, in their order', () => {
  const scripts = readdirSync(built).filter((file) => file.endsWith('.js'))
  const used = classesIn(scripts.map((file) => read(built, file)).join('\n'))
  const inOrder = read(mantine, 'styles.css')
  const place = (classes: Set<string>) => Math.max(...[...classes].map((name) => inOrder.indexOf(`.${name}`)))
  const needed = readdirSync(join(mantine, 'styles'))
    .filter((file) => /^\w+\.css$/.test(file))
    .map((file) => ({ name: file.replace('.css', ''), classes: classesIn(read(mantine, 'styles', file)) }))
    .filter(({ classes }) => [...classes].some((name) => used.has(name)))
    .sort((a, b) => place(a.classes) - place(b.classes))
  const imported = read(root, 'editor', 'src', 'mantine.css').matchAll(/"@mantine\/core\/styles\/(.+)\.css"/g)
  expect([...imported].map(([, name]) => name)).toEqual([...GLOBAL, ...needed.map(({ name }) => name)])
})

test.each([
  ['dragging', /@dnd-kit|DndDescribedBy/],
  ['signing in', /better-auth/],
])('what every page of the editor loads has nothing of %s', (_, sign) => {
  const scripts = readdirSync(built).filter((file) => file.endsWith('.js'))
  const first = [...read(root, 'editor', 'dist', 'index.html').matchAll(/\/editor\/a\/(.+?\.js)/g)].map(([, file = '']) => file)
  const having = scripts.filter((file) => sign.test(read(built, file)))
  expect([first.length, having.length]).not.toContain(0)
  expect(having.filter((file) => first.includes(file))).toEqual([])
})
