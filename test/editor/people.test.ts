import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Section } from '../../scripts/management.ts'
import { type Answer, PASSWORD, type Refusal, test, tokenOf } from '../support/editor-test.ts'
import { SCRIPT } from '../support/filled-section.ts'
import { fates, htmlWith, loaded, order, reportsIn, track } from '../support/in-page.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What only editors and owners may do, as calls below a section. */
const changes: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['POST', '/custom-events', { name: 'Mine', category: 'signal', fields: [] }],
  ['PATCH', '/custom-events/order-created', { name: 'Mine' }],
  ['PATCH', '/custom-events/order-created', { webTracking: false }],
  ['PATCH', '/custom-events/order-created', { allowedOperations: { email: [], mobile: [], crmId: [] } }],
  ['PUT', '/custom-events/order-created/fields', { fields: [] }],
  ['POST', '/custom-events/order-created/hide', { confirm: 'order-created' }],
  ['POST', '/custom-events/order-created/versions/1/test', { fields: { source: 'Test', orderId: 'A-1' } }],
  ['PATCH', '', { name: 'Mine' }],
  ['POST', '/rotate-write-key', {}],
  ['PATCH', '', { requireProof: false }],
  ['PATCH', '/custom-events/order-created', { purpose: 'marketing', retentionYears: 1 }],
  ['GET', '/integration-keys'],
  ['POST', '/integration-keys', { name: 'Mine', scopes: ['profiles:read'] }],
  ['GET', '/identity-secrets'],
  ['POST', '/identity-secrets', {}],
  ['GET', '/audit'],
  ['GET', '/invitations'],
  ['POST', '/invitations', { role: 'owner' }],
]

/** What every member may read. */
const readings = [
  '',
  '/custom-events',
  '/custom-events/order-created',
  '/custom-events/order-created/versions/1/snippet?target=script',
  '/custom-events/order-created/versions/1/schema',
  '/custom-events/order-created/installations',
  '/recent',
  '/quarantine',
  '/quarantine/groups',
  '/overview?range=24h',
  '/members',
]

/** What a rejected event left behind in a section. */
async function rejectOne({ writeKey }: Section, url: string): Promise<void> {
  const events = [{ version: 'order-created@1', fields: { source: 'Shop' } }]
  expect((await fetch(`${url}/v1/events`, { method: 'POST', body: JSON.stringify({ writeKey, events }) })).status).toBe(200)
}

test('a viewer sees everything and changes nothing', async ({ section, invite, collector, call }) => {
  await rejectOne(section, collector.url)
  const path = `/v1/sections/${section.id}`
  const { page, ask } = await invite(section, 'viewer')
  const { items: groups } = await call<{ items: { id: string }[] }>('GET', `${path}/quarantine/groups`)
  const { items: members } = await call<{ items: { id: string }[] }>('GET', `${path}/members`)
  const inEditor = `/editor/sections/${section.id}`
  const seen: readonly (readonly [path: string, text: string])[] = [
    ['/data-model/transactions', 'Order created'],
    ['/definitions/order-created/edit', 'deliveryDate'],
    ['/definitions/order-created/versions', 'order-created@1'],
    ['/definitions/order-created/install', 'Finished snippet'],
    ['/definitions/order-created/operations', 'Yes'],
    ['/definitions/order-created/hide', 'Editors and owners of the section can hide it.'],
    ['/data-model/transactions/new', 'Editors and owners of the section can define'],
    ['/settings', 'Only owners of the section change these.'],
    ['/members', 'Viewer'],
    ['/visitors', 'Only owners of the section change these.'],
    ['/integrations', 'Only owners of the section see its integration keys'],
    ['/audit', 'Only owners of the section see who changed what.'],
    [`/quarantine/${groups[0]?.id}`, 'Samples'],
  ]
  // Everything by whose name something would be changed.
  const controls =
    /^(new |publish|save|review|discard changes|add|remove|reorder|hide|send test|rotate|invite|replay|make|withdraw|role of)/i
  for (const [rest, text] of seen) {
    await page.goto(inEditor + rest)
    const main = page.getByRole('main')
    await main.getByText(text).or(main.getByLabel(text)).filter({ visible: true }).first().waitFor()
    const found = await page.getByRole('main').locator('button, a[href], input, select, textarea, [role=switch]').all()
    const named = await Promise.all(found.map(async (control) => (await control.ariaSnapshot()).replace(/^- \w+ "?/, '')))
    expect(
      named.filter((name) => controls.test(name)),
      rest,
    ).toEqual([])
  }
  await page.goto(`${inEditor}/data-model/transactions`)
  await page.getByRole('button', { name: 'Actions for Order created' }).click()
  expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Fields', 'Versions', 'Web tracking', 'Allowed operations'])

  for (const reading of readings) expect({ reading, status: (await ask('GET', path + reading)).status }).toEqual({ reading, status: 200 })
  const repair = ['POST', `/quarantine/groups/${groups[0]?.id}/repair`, { repairs: [], dryRun: false }] as const
  const member = ['PATCH', `/members/${members[0]?.id}`, { role: 'owner' }] as const
  const password = ['POST', `/members/${members[0]?.id}/password-link`] as const
  for (const [method, rest, body] of [...changes, repair, member, password])
    expect({ method, rest, ...told(await ask(method, path + rest, body)) }).toEqual({ method, rest, status: 403, code: 'role_too_low' })
})

test('to a member of another section a section does not exist', async ({ section, space, invite, collector }) => {
  await rejectOne(section, collector.url)
  const { page, ask } = await invite(space, 'owner')
  await page.goto('/editor/sections')
  await page.getByRole('link', { name: space.name }).waitFor()
  expect(await page.getByText(section.name, { exact: true }).count()).toBe(0)
  for (const rest of [
    '',
    '/live',
    '/quarantine',
    '/settings',
    '/members',
    '/visitors',
    '/integrations',
    '/audit',
    '/data-model/transactions',
    '/definitions/order-created/edit',
  ]) {
    await page.goto(`/editor/sections/${section.id}${rest}`)
    await page.getByText('There is no such section').first().waitFor()
    expect(await page.getByText(/order.created|wk_/i).count(), rest).toBe(0)
  }
  const path = `/v1/sections/${section.id}`
  for (const [method, rest, body] of [...changes, ...readings.map((reading) => ['GET', reading] as const)])
    expect({ method, rest, ...told(await ask(method, path + rest, body)) }).toEqual({ method, rest, status: 404, code: 'section_unknown' })
})

test('an invitation makes one account, and is spent', async ({ space, invite, browser, collector }) => {
  const owner = await invite(space, 'owner')
  await owner.page.goto(`/editor/sections/${space.id}/members`)
  await owner.page.getByRole('button', { name: 'Invite somebody' }).click()
  await owner.page.getByRole('radio', { name: 'Viewer' }).check()
  await owner.page.getByRole('button', { name: 'Make the link' }).click()
  const url = await owner.page.getByRole('textbox', { name: 'Invitation link' }).inputValue()
  await owner.page.getByRole('button', { name: 'Done' }).click()
  await owner.page.getByRole('region', { name: 'Open invitations' }).getByText('As viewer').waitFor()

  const page = await newPage(browser, collector.url)
  await page.goto(url)
  await page.getByRole('heading', { name: `Join ${space.name}` }).waitFor()
  await expect.poll(() => page.url()).toBe(`${collector.url}/editor/join`)
  await page.getByRole('textbox', { name: 'Your name' }).fill('سارة 🎉')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill('short')
  await page.getByRole('button', { name: 'Make the account and join' }).click()
  await page.getByText('Must be 12 to 128 characters, received 5 characters').waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Make the account and join' }).click()
  // Somebody else's address, as a link that was not meant for one would give away.
  await page.getByRole('alert').getByText('Somebody with this email has an account already').waitFor()
  await page.getByRole('textbox', { name: 'E-mail' }).fill(`new.${owner.email}`)
  await page.getByRole('button', { name: 'Make the account and join' }).click()
  await page.getByRole('heading', { name: 'Sections' }).waitFor()
  await page.getByRole('link', { name: space.name }).waitFor()
  await page.context().close()

  const late = await newPage(browser, collector.url)
  await late.goto(url)
  await late.getByRole('heading', { name: 'This link does not work' }).waitFor()
  await late.context().close()
  await owner.page.reload()
  await owner.page.getByRole('table', { name: 'Members' }).getByText('سارة 🎉').waitFor()
  expect(await owner.page.getByRole('region', { name: 'Open invitations' }).count()).toBe(0)
})

test('a link for a new password lets its person in, and ends the old password and the sessions', async ({
  space,
  invite,
  browser,
  collector,
}) => {
  const owner = await invite(space, 'owner')
  const member = await invite(space, 'editor')
  await owner.page.goto(`/editor/sections/${space.id}/members`)
  await owner.page.getByRole('button', { name: `More for ${member.name}` }).click()
  await owner.page.getByRole('menuitem', { name: 'Make a new-password link' }).click()
  const url = await owner.page.getByRole('textbox', { name: 'Link for a new password' }).inputValue()

  const page = await newPage(browser, collector.url)
  await page.goto(url)
  await page.getByRole('heading', { name: `A new password for ${member.name}` }).waitFor()
  await page.getByRole('textbox', { name: 'New password' }).fill('another horse battery')
  await page.getByRole('button', { name: 'Set the password and sign in' }).click()
  await page.getByRole('link', { name: space.name }).waitFor()
  await page.context().close()

  await member.page.goto('/editor/sections')
  await member.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(member.page, member.email, PASSWORD)
  await member.page.getByRole('alert').getByText('This e-mail address and password do not belong together.').waitFor()
  await signIn(member.page, member.email, 'another horse battery')
  await member.page.getByRole('link', { name: space.name }).waitFor()
  await member.page.goto(url)
  await member.page.getByRole('heading', { name: 'This link does not work' }).waitFor()
})

test('who signs out is out, and comes back to the page that was asked for', async ({ space, invite, collector, browser }) => {
  const { page, context, email, name, ask } = await invite(space, 'owner')
  const members = `${collector.url}/editor/sections/${space.id}/members`
  await page.goto(members)
  const old = await context.cookies()
  await page.getByRole('button', { name: `Your account, ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect((await ask('GET', '/v1/me')).status).toBe(401)
  const thief = await browser.newContext({ baseURL: collector.url })
  await thief.addCookies(old)
  expect((await thief.request.get('/v1/me')).status()).toBe(401)
  await thief.close()

  await page.goto(members)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(page, email, PASSWORD)
  await page.getByRole('heading', { name: 'Members' }).waitFor()
  expect(page.url()).toBe(members)
})

test('signing out everywhere ends every session', async ({ space, invite, browser, collector }) => {
  const { page, email, ask } = await invite(space, 'owner')
  const other = await newPage(browser, collector.url)
  await other.goto('/editor/')
  await signIn(other, email, PASSWORD)
  await other.getByRole('link', { name: space.name }).waitFor()
  await page.goto('/editor/account')
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect((await ask('GET', '/v1/me')).status).toBe(401)
  await other.reload()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  await other.context().close()
})

test('signing in tells what is wrong, and not who has an account', async ({ space, invite, browser, collector }) => {
  const { email } = await invite(space, 'viewer')
  const page = await newPage(browser, collector.url)
  await page.goto('/editor/')
  const alert = page.getByRole('alert')
  const mismatch = 'This e-mail address and password do not belong together.'
  await signIn(page, email, 'a wrong one, surely')
  await alert.getByText(mismatch).waitFor()
  await signIn(page, 'nobody@shop.example', 'a wrong one, surely')
  await alert.getByText(mismatch).waitFor()
  await page.context().setOffline(true)
  await signIn(page, email, PASSWORD)
  await alert.getByText('The collector did not answer.').waitFor()
  await page.context().setOffline(false)
  for (let attempt = 0; attempt < 10 && !(await alert.getByText(/Too many attempts. Try again in/).count()); attempt++) {
    const answered = page.waitForResponse(/sign-in\/email$/)
    await signIn(page, email, 'a wrong one, surely')
    await answered
    await alert.waitFor()
  }
  await alert.getByText(/Too many attempts. Try again in/).waitFor()
  await page.context().close()
})

test('a page with a rotated write key is heard for the grace period, and refused after it', async ({
  section,
  invite,
  page,
  site,
  clock,
}) => {
  const tag = await section.tag()
  const owner = await invite(section, 'owner')
  await owner.page.goto(`/editor/sections/${section.id}/settings`)
  await owner.page.getByRole('button', { name: 'Rotate the key …' }).click()
  const dialog = owner.page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'The present key keeps working for' }).click()
  await owner.page.getByRole('option', { name: '1 day' }).click()
  await dialog.getByRole('button', { name: 'Rotate the key' }).click()
  await owner.page.getByRole('table', { name: 'Retired keys that still work' }).getByText(section.writeKey).waitFor()
  expect(await owner.page.getByLabel('Write key', { exact: true }).first().textContent()).not.toBe(section.writeKey)
  const renewed = await section.tag()
  expect(renewed).not.toBe(tag)

  const send = async (html: string, orderId: string) => {
    await page.goto(site.page('/', htmlWith(html)))
    await loaded(page)
    await track(page, order(orderId))
    await fates(page, 1)
    return reportsIn(page)
  }
  await clock.ahead(DAY_MS - HOUR_MS)
  expect(await send(tag, 'A-1')).toMatchObject([{ status: 'accepted' }])
  await clock.ahead(DAY_MS + HOUR_MS)
  expect(await send(tag, 'A-2')).toMatchObject([{ status: 'refused' }])
  expect(await send(renewed, 'A-3')).toMatchObject([{ status: 'accepted' }])
  expect((await section.rows()).map(({ fields }) => fields.orderId)).toEqual(['A-3', 'A-1'])
})

test('a passkey is added, renamed, signs in and ends', async ({ space, call, browser, collector }) => {
  // Passkeys belong to a name, not to a number.
  const origin = collector.url.replace('127.0.0.1', 'localhost')
  const page = await newPage(browser, origin)
  // One that suggests no passkeys by itself: the virtual authenticator would take every suggestion at once.
  await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = undefined')
  const authenticator = await page.context().newCDPSession(page)
  await authenticator.send('WebAuthn.enable')
  await authenticator.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const invitation = await call<{ url: string }>('POST', `/v1/sections/${space.id}/invitations`, { role: 'viewer' })
  await page.goto(`${origin}/editor/join#${tokenOf(invitation)}`)
  await page.getByRole('textbox', { name: 'Your name' }).fill('Kim')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(`passkey.${space.id}@shop.example`)
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Make the account and join' }).click()
  await page.getByRole('link', { name: space.name }).waitFor()

  await page.goto(`${origin}/editor/account`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('button', { name: 'Rename Passkey 1' }).click()
  await page.getByRole('textbox', { name: 'New name of Passkey 1' }).fill(`Key ${SCRIPT}`)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText(`Key ${SCRIPT}`, { exact: true }).waitFor()

  const signOut = () => page.getByRole('region', { name: 'Sign out' }).getByRole('button', { name: 'Sign out', exact: true }).click()
  await signOut()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('link', { name: space.name }).waitFor()

  await page.goto(`${origin}/editor/account`)
  await page.getByRole('button', { name: `Remove Key ${SCRIPT}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('You have none yet.').waitFor()
  await signOut()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('alert').getByText('This passkey belongs to no account here.').waitFor()
  await page.context().close()
})

const told = ({ status, body }: Answer<Refusal>) => ({ status, code: body.code })

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A page of somebody who is not signed in. */
const newPage = async (browser: { newContext(options: object): Promise<BrowserContext> }, baseURL: string): Promise<Page> =>
  (await browser.newContext({ baseURL })).newPage()
