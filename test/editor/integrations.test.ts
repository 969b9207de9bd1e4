import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CustomEvent, Section } from '../../scripts/management.ts'
import { expectUnlisted, type Refusal, test } from '../support/editor-test.ts'
import { choose, goTo } from '../support/use-editor.ts'

test('an owner makes a key, sees it used, and revokes it', async ({ section, invite, collector, call, clock }) => {
  const { page, asked } = await invite(section, 'owner', 'Olga')
  const allowedOperations = { email: ['read'], mobile: [], crmId: ['read', 'write'] }
  await call('PATCH', `/v1/sections/${section.id}/custom-events/order-created`, { allowedOperations })
  await page.clock.install()
  await page.goto(`/editor/sections/${section.id}`)
  await goTo(page, 'Integrations')
  await page.getByRole('heading', { name: 'No integration yet' }).waitFor()
  await page.getByLabel('A request with a key').getByText('"crmId"').waitFor()

  await page.getByRole('button', { name: 'Make a key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Warehouse')
  await dialog.getByRole('checkbox', { name: 'Send events' }).check()
  await dialog.getByRole('checkbox', { name: 'Read definitions' }).check()
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  const key = await dialog.getByRole('textbox', { name: 'Integration key' }).inputValue()
  expect(key).toMatch(/^sk_[0-9a-z]{8}_[\w-]{43}$/)
  await dialog.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('table', { name: 'Integration keys' }).getByRole('row', { name: /Warehouse/ })
  await row.getByText('Never').filter({ visible: true }).waitFor()
  await row.getByText('by Olga').filter({ visible: true }).waitFor()
  // Shown once: nothing on the page has it any more.
  await page.reload()
  await row.getByText('Send events, read definitions').filter({ visible: true }).waitFor()
  expect(await page.content()).not.toContain(key.slice(12))

  await row.getByRole('button', { name: 'What it can see' }).click()
  const seen = page.getByRole('table', { name: 'What the key can see' }).getByRole('row', { name: /Order created/ })
  expect((await seen.getByRole('cell').allTextContents()).map((text) => text.trim())).toEqual(['Neither', 'Neither', 'Write'])
  await page.getByRole('dialog').getByText('The key lacks the scope “Read profiles”').waitFor()
  await page.getByRole('searchbox', { name: 'Search custom events' }).fill('nothing')
  await page.getByText('No custom event is called so.').waitFor()
  await page.keyboard.press('Escape')

  const use = () => fetch(`${collector.url}/v1/integrations/custom-events`, { headers: { authorization: `Bearer ${key}` } })
  const answer = await use()
  expect(answer.status).toBe(200)
  // What the page has told is what the key is told.
  const { items } = (await answer.json()) as { items: { allowed: object }[] }
  expect(items.map(({ allowed }) => allowed)).toEqual([{ email: [], mobile: [], crmId: ['write'] }])
  await goTo(page, 'Members')
  // What was read is read again once it is a second old, by the clock of the page.
  await clock.ahead(2_000)
  await page.clock.fastForward(2_000)
  await goTo(page, 'Integrations')
  await row.getByText('just now').filter({ visible: true }).waitFor()

  await row.getByRole('button', { name: 'Revoke' }).click()
  const confirm = page.getByRole('dialog', { name: 'Revoke Warehouse?' })
  await confirm.getByText('is refused within a second').waitFor()
  expect((await use()).status).toBe(200)
  await confirm.getByRole('button', { name: 'Revoke' }).click()
  await row.getByText('Revoked', { exact: true }).waitFor()
  const refused = await use()
  expect([refused.status, ((await refused.json()) as Refusal).code]).toEqual([401, 'key_unknown'])
  expect(await row.getByRole('button').count()).toBe(0)

  await goTo(page, 'Audit')
  expect((await told(page)).slice(0, 4)).toEqual([
    ['Olga', `Revoked the integration key ${key.slice(0, 11)}_…`],
    ['Olga', `Made the integration key ${key.slice(0, 11)}_… with events:write, definitions:read`],
    ['A program with the access token', 'Changed the allowed operations of order-created'],
    ['Olga', 'Joined as owner'],
  ])
  expectUnlisted(asked)
})

test('nobody does without proofs unwarned, and every change of settings is in the audit', async ({ space, invite, call }) => {
  const { page, asked } = await invite(space, 'owner', 'Olga')
  const path = `/v1/sections/${space.id}`
  await call('POST', `${path}/custom-events`, { name: 'Order created', category: 'transaction', fields: [] })
  const stored = () => call<Section & Record<string, unknown>>('GET', path)
  await page.goto(`/editor/sections/${space.id}/visitors`)
  await page.getByRole('switch', { name: 'Page scripts know visitors' }).press('Space')
  await expect.poll(async () => (await stored()).visitors).toBe(true)
  // By keyboard, which stays where it is while that is saved.
  await page.getByRole('radio', { name: 'Granted' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => (await stored()).consentStart).toBe('pending')
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => (await stored()).consentStart).toBe('denied')

  const proof = page.getByRole('switch', { name: 'Require a proof' })
  await proof.press('Space')
  const warning = page.getByRole('dialog', { name: 'Do without a proof?' })
  await warning.getByText('can then claim to be anybody').waitFor()
  await warning.getByRole('button', { name: 'Keep it required' }).press('Enter')
  await warning.waitFor({ state: 'hidden' })
  expect([await proof.isChecked(), (await stored()).requireProof]).toEqual([true, true])
  await proof.press('Space')
  await warning.getByRole('button', { name: 'Do without' }).click()
  await page.getByText('Anybody can claim to be anybody').waitFor()
  await expect.poll(async () => (await stored()).requireProof).toBe(false)

  const country = page.getByRole('combobox', { name: 'Country of numbers without one' })
  await country.fill('Swed')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await stored()).defaultCountry).toBe('SE')

  await page.getByText('There is none yet').waitFor()
  const makeSecret = async () => {
    await page.getByRole('button', { name: 'Make a new secret …' }).click()
    await page.getByRole('button', { name: 'Make the secret' }).click()
    const secret = await page.getByRole('textbox', { name: 'Identity secret' }).inputValue()
    await page.getByRole('button', { name: 'Done' }).click()
    return secret
  }
  expect(await makeSecret()).toMatch(/^is_/)
  await page.getByRole('cell', { name: 'In use' }).waitFor()
  expect(await makeSecret()).toMatch(/^is_/)
  const secrets = page.getByRole('table', { name: 'Identity secrets' })
  const old = secrets.getByRole('row', { name: /Until/ })
  await old.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await old.waitFor({ state: 'detached' })
  expect(await secrets.getByRole('row').count()).toBe(2)

  await page.goto(`/editor/sections/${space.id}/definitions/order-created/edit`)
  await choose(page, 'Purpose', 'Marketing')
  await choose(page, 'Keep its events', 'For 7 years')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Order placed')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Kept for 7 years').waitFor()
  const { versions, ...event } = await call<CustomEvent>('GET', `${path}/custom-events/order-created`)
  expect([versions.length, event]).toMatchObject([1, { name: 'Order placed', purpose: 'marketing', retentionYears: 7 }])
  // What is saved is what the form goes on from.
  expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)

  await page.goto(`/editor/sections/${space.id}/audit`)
  expect((await told(page)).filter(([who]) => who === 'Olga').map(([, what]) => what)).toEqual([
    'Changed the name, retention (7 years), and the purpose (marketing) of order-created',
    'Revoked an identity secret',
    'Made an identity secret; the one before it works for 7 days more',
    'Made an identity secret; the one before it works for 7 days more',
    'Changed the country of mobile numbers (SE) of the section',
    'Changed the required proof (off) of the section',
    'Changed where consent starts (denied) of the section',
    'Changed where consent starts (pending) of the section',
    'Changed visitors (on) of the section',
    'Joined as owner',
  ])
  await choose(page, 'Kind of change', 'Custom events: settings changed')
  await expect.poll(() => told(page)).toEqual([['Olga', expect.stringContaining('Changed the name')]])
  expect(page.url()).toContain('?kind=definition.changed')
  await page.getByRole('link', { name: 'order-created' }).click()
  await page.getByRole('heading', { level: 1, name: 'Order placed' }).waitFor()
  expectUnlisted(asked)
})

test('editors and viewers neither see keys, secrets and audit nor change what a section knows of people', async ({ space, invite }) => {
  for (const role of ['editor', 'viewer'] as const) {
    const { page, ask } = await invite(space, role)
    await page.goto(`/editor/sections/${space.id}/visitors`)
    await page.getByText('Only owners of the section change these.').waitFor()
    const main = page.getByRole('main')
    for (const control of await main.getByRole('switch').or(main.getByRole('radio')).or(main.getByRole('combobox')).all())
      expect(await control.isDisabled()).toBe(true)
    expect(await main.getByRole('button').count()).toBe(0)
    const menu = page.getByRole('navigation', { name: 'Section' })
    expect(await menu.getByRole('link', { name: /Integrations|Audit/ }).count()).toBe(0)
    for (const [rest, text] of [
      ['integrations', 'see its integration keys'],
      ['audit', 'see who changed what'],
    ]) {
      await page.goto(`/editor/sections/${space.id}/${rest}`)
      await main.getByText(`Only owners of the section ${text}`).waitFor()
      expect(await main.getByRole('button').or(main.getByRole('table')).count()).toBe(0)
    }
    const path = `/v1/sections/${space.id}`
    const calls: readonly (readonly [method: string, path: string, body?: object])[] = [
      ['GET', '/integration-keys'],
      ['POST', '/integration-keys', { name: 'Mine', scopes: ['profiles:read'] }],
      ['POST', '/integration-keys/00000000/revoke'],
      ['GET', '/identity-secrets'],
      ['POST', '/identity-secrets', {}],
      ['PATCH', '', { requireProof: false }],
      ['GET', '/audit'],
    ]
    for (const [method, rest, body] of calls) {
      const answer = await ask(method, path + rest, body)
      expect([role, method, rest, answer.status, answer.body.code]).toEqual([role, method, rest, 403, 'role_too_low'])
    }
  }
})

/** Who did what, as the audit tells it, the newest first. */
async function told(page: Page): Promise<string[][]> {
  const rows = page.getByRole('table', { name: 'Audit' }).getByRole('row')
  await rows.nth(1).waitFor()
  const cells = await Promise.all((await rows.all()).slice(1).map((row) => row.getByRole('cell').allInnerTexts()))
  return cells.map(([who = '', what = '']) => [who, what])
}
