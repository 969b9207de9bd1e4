import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Section } from '../../scripts/management.ts'
import { root } from '../../scripts/settings.ts'
import {
  test as base,
  clockOf,
  expectAccessible,
  expectNoSidewaysScroll,
  expectUnlisted,
  makeMember,
  type Person,
  picture,
  settled,
  tokenOf,
  watchAddresses,
} from '../support/editor-test.ts'
import { type FilledSection, fillSection, IMAGE, KNOWN_AS, names, SCRIPT } from '../support/filled-section.ts'
import { choose } from '../support/use-editor.ts'

interface World {
  readonly section: FilledSection
  /** Another section of the owner's, with nothing in it. */
  readonly empty: Section
  readonly owner: Person
  readonly viewer: Person
  readonly nobody: Person['context']
  /** ID of the profile of whoever is known by everything. */
  readonly profile: string
  /** IDs of quarantine groups. */
  readonly groups: { readonly total: string; readonly unknownField: string; readonly noVersion: string }
}

interface Group {
  readonly id: string
  readonly discriminator: string | null
  readonly issues: readonly { readonly code: string; readonly field?: string }[]
}

const test = base.extend('world', { scope: 'file' }, async ({ collector, browser, call }, { onCleanup }): Promise<World> => {
  const { url } = collector
  const section = await fillSection(call, clockOf(url), url)
  const member = (role: 'owner' | 'editor' | 'viewer', name: string) => makeMember({ browser, call, url }, section, role, name)
  const owner = await member('owner', `Owner ${SCRIPT}${IMAGE}`)
  const empty = await call<Section>('POST', '/v1/sections', { name: names.japanese })
  await owner.ask('POST', '/v1/links/use', {
    token: tokenOf(await call('POST', `/v1/sections/${empty.id}/invitations`, { role: 'owner' })),
  })
  const editor = await member('editor', 'محررة 🎉')
  const viewer = await member('viewer', names.long)
  const nobody = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 } })
  onCleanup(async () => {
    for (const context of [owner.context, editor.context, viewer.context, nobody]) await context.close()
  })
  const { items } = await call<{ items: Group[] }>('GET', `${section.path}/quarantine/groups?limit=100`)
  const { profile } = await call<{ profile: { id: string } }>('POST', `${section.path}/profiles/lookup`, {
    profile: { email: KNOWN_AS.email },
  })
  const group = (is: (group: Group) => boolean) => items.find(is)?.id ?? expect.fail('there is no such group')
  return {
    section,
    empty,
    owner,
    viewer,
    nobody,
    profile: profile.id,
    groups: {
      total: group(({ issues }) => issues.some(({ code, field }) => code === 'field_type' && field === 'total')),
      unknownField: group(({ issues }) => issues.some(({ field }) => field === SCRIPT)),
      noVersion: group(({ discriminator }) => discriminator === null),
    },
  }
})

interface Row {
  /** As the router has it. */
  readonly route: string
  /** Of its pictures. */
  readonly name: string
  readonly as?: 'owner' | 'viewer' | 'nobody'
  readonly at: (world: World) => string | Promise<string>
  readonly heading: string
  /** Texts that have to be on the page, markup and all. */
  readonly shows?: readonly string[]
  /** What is done on the page before it is looked at. */
  readonly open?: (page: Page) => Promise<unknown>
  /** Statuses of answers that belong to the page, which browsers put into the console. */
  readonly answered?: readonly number[]
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click()
const inSection = (rest: string) => (world: World) => `/editor/sections/${world.section.id}${rest}`
const ofProfile = (world: World) => inSection(`/profiles/${world.profile}`)(world)
const inOrder = (rest: string) => (world: World) => inSection(`/definitions/${world.section.order}/${rest}`)(world)
const link = async (path: string, { ask }: Person, body?: object) =>
  `/editor/join#${tokenOf((await ask<{ url: string }>('POST', path, body)).body)}`

async function newPasswordLink({ section, owner, viewer }: World): Promise<string> {
  const { body } = await owner.ask<{ items: { id: string; email: string }[] }>('GET', `${section.path}/members`)
  const id = body.items.find(({ email }) => email === viewer.email)?.id
  return link(`${section.path}/members/${id}/password-link`, owner)
}

const invitation = ({ section, owner }: World) => link(`${section.path}/invitations`, owner, { role: 'editor' })

const rows: readonly Row[] = [
  { route: '/sign-in', name: 'sign-in', as: 'nobody', at: () => '/editor/sign-in', heading: 'Sign in' },
  {
    route: '/join',
    name: 'join-setup',
    as: 'nobody',
    // There is one such link in the life of a collector, and the story uses it.
    at: () => '/editor/join#setup',
    heading: 'Set Milepost up',
  },
  { route: '/join', name: 'join-invitation', as: 'nobody', at: invitation, heading: `Join ${names.section}`, answered: [401] },
  { route: '/join', name: 'join-as-somebody', at: invitation, heading: `Join ${names.section}`, shows: [`Owner ${SCRIPT}${IMAGE}`] },
  { route: '/join', name: 'join-password', as: 'nobody', at: newPasswordLink, heading: `A new password for ${names.long}` },
  {
    route: '/join',
    name: 'join-dead',
    as: 'nobody',
    at: () => '/editor/join#spent',
    heading: 'This link does not work',
    answered: [404],
  },
  { route: '/join', name: 'join-nothing', as: 'nobody', at: () => '/editor/join', heading: 'This link does not work' },
  { route: '/', name: 'start', at: () => '/editor/', heading: 'Sections', shows: [names.section] },
  { route: '/sections', name: 'sections', at: () => '/editor/sections', heading: 'Sections', shows: [names.section] },
  {
    route: '/sections',
    name: 'sections-create',
    at: () => '/editor/sections',
    heading: 'Sections',
    open: press('Create a section'),
  },
  { route: '/account', name: 'account', at: () => '/editor/account', heading: 'Account', shows: ['Passkeys'] },
  {
    route: '/sections/$section',
    name: 'overview',
    at: inSection(''),
    heading: 'Overview',
    shows: [names.order, IMAGE, `Checkout ${SCRIPT}`],
  },
  { route: '/sections/$section', name: 'overview-30d', at: inSection('?range=30d'), heading: 'Overview', shows: [names.japanese] },
  {
    route: '/sections/$section/live',
    name: 'live',
    at: inSection('/live'),
    heading: 'Live',
    shows: [`Checkout ${SCRIPT}`, IMAGE],
  },
  {
    route: '/sections/$section/live',
    name: 'live-rejected',
    at: (world) => inSection(`/live?verdict=rejected&definition=${world.section.order}`)(world),
    heading: 'Live',
    shows: ['As it was sent'],
    open: (page) => page.getByRole('table', { name: 'Arrivals' }).getByRole('button').first().click(),
  },
  {
    route: '/sections/$section/live',
    name: 'live-accepted',
    at: (world) => inSection(`/live?verdict=accepted&definition=${world.section.order}`)(world),
    heading: 'Live',
    shows: ['As it is stored', `visitor ${SCRIPT}`],
    open: (page) => page.getByRole('table', { name: 'Arrivals' }).getByRole('button').first().click(),
  },
  { route: '/sections/$section/quarantine', name: 'quarantine', at: inSection('/quarantine'), heading: 'Quarantine', shows: [SCRIPT] },
  {
    route: '/sections/$section/quarantine/$group',
    name: 'quarantine-group',
    at: (world) => inSection(`/quarantine/${world.groups.total}`)(world),
    heading: 'total has another type',
    shows: ['shop.example', 'Samples'],
  },
  {
    route: '/sections/$section/quarantine/$group',
    name: 'quarantine-group-field',
    at: (world) => inSection(`/quarantine/${world.groups.unknownField}`)(world),
    heading: `${SCRIPT} is not in the definition`,
    shows: ['Samples'],
    open: (page) => page.getByRole('region', { name: 'Samples' }).getByRole('button').first().click(),
  },
  {
    route: '/sections/$section/quarantine/$group',
    name: 'quarantine-group-no-version',
    at: (world) => inSection(`/quarantine/${world.groups.noVersion}`)(world),
    heading: 'It ',
    shows: ['Samples'],
  },
  {
    route: '/sections/$section/profiles',
    name: 'profiles',
    at: inSection('/profiles'),
    heading: 'Profiles',
    shows: ['How somebody gets a profile'],
  },
  {
    route: '/sections/$section/profiles',
    name: 'profiles-nobody',
    as: 'viewer',
    at: inSection('/profiles'),
    heading: 'Profiles',
    shows: ['Nobody has this CRM ID'],
    open: async (page) => {
      await page.getByRole('textbox', { name: 'Find somebody' }).fill(`${SCRIPT}${IMAGE}`)
      await press('Find')(page)
    },
    answered: [404],
  },
  {
    route: '/sections/$section/profiles',
    name: 'profiles-refused',
    at: inSection('/profiles'),
    heading: 'Profiles',
    shows: ['Must be'],
    open: async (page) => {
      await page.getByRole('textbox', { name: 'Find somebody' }).fill('undefined')
      await press('Find')(page)
    },
    answered: [422],
  },
  {
    route: '/sections/$section/profiles/$profile',
    name: 'profile',
    at: ofProfile,
    heading: 'Profile',
    shows: [KNOWN_AS.email, KNOWN_AS.crmId, names.order, `ERP ${IMAGE}`, `عميل ${IMAGE}`, 'Undone', 'Erase …', `visitor ${SCRIPT}`],
    open: (page) => page.getByText('1 browser with a visitor ID').click(),
  },
  {
    route: '/sections/$section/profiles/$profile',
    name: 'profile-opened',
    at: ofProfile,
    heading: 'Profile',
    shows: ['As it is stored', `visitor ${SCRIPT}`],
    open: (page) => page.getByRole('list', { name: 'Events' }).getByRole('button').first().click(),
  },
  {
    route: '/sections/$section/profiles/$profile',
    name: 'profile-filters',
    at: (world) => `${ofProfile(world)}?version=nothing&since=2026-01-01&definition=${world.section.japanese}`,
    heading: 'Profile',
    shows: ['Must be a version'],
    answered: [400],
  },
  {
    route: '/sections/$section/profiles/$profile',
    name: 'profile-undo',
    at: ofProfile,
    heading: 'Profile',
    shows: ['Undo this merge?'],
    open: (page) => page.getByRole('list', { name: 'Merges' }).getByRole('button').click(),
  },
  {
    route: '/sections/$section/profiles/$profile',
    name: 'profile-erase',
    at: ofProfile,
    heading: 'Profile',
    shows: ['This cannot be undone.'],
    open: press('Erase …'),
  },
  {
    route: '/sections/$section/profiles/$profile',
    name: 'profile-viewer',
    as: 'viewer',
    at: ofProfile,
    heading: 'Profile',
    shows: [KNOWN_AS.email, 'Owners of the section can hand out'],
  },
  {
    route: '/sections/$section/profiles/$profile',
    name: 'profile-unknown',
    at: inSection('/profiles/nobody'),
    heading: 'Profile',
    shows: ['There is no such profile'],
    answered: [404],
  },
  {
    route: '/sections/$section/settings',
    name: 'settings',
    at: inSection('/settings'),
    heading: 'Settings',
    shows: ['Retired keys that still work', 'Given up by senders'],
  },
  {
    route: '/sections/$section/settings',
    name: 'settings-rotate',
    at: inSection('/settings'),
    heading: 'Settings',
    open: press('Rotate the key …'),
  },
  { route: '/sections/$section/settings', name: 'settings-viewer', as: 'viewer', at: inSection('/settings'), heading: 'Settings' },
  {
    route: '/sections/$section/members',
    name: 'members',
    at: inSection('/members'),
    heading: 'Members',
    shows: [`Owner ${SCRIPT}${IMAGE}`, 'محررة 🎉', names.long, 'Open invitations'],
  },
  {
    route: '/sections/$section/members',
    name: 'members-invite',
    at: inSection('/members'),
    heading: 'Members',
    open: press('Invite somebody'),
  },
  {
    route: '/sections/$section/visitors',
    name: 'visitors',
    at: inSection('/visitors'),
    heading: 'Visitors and identity',
    shows: ['Where consent starts', 'In use', 'identityProof'],
  },
  {
    route: '/sections/$section/visitors',
    name: 'visitors-proof',
    at: inSection('/visitors'),
    heading: 'Visitors and identity',
    shows: ['Anybody who opens one of your pages can then claim to be anybody'],
    open: (page) => page.getByRole('switch', { name: 'Require a proof' }).press('Space'),
  },
  {
    route: '/sections/$section/visitors',
    name: 'visitors-secret',
    at: inSection('/visitors'),
    heading: 'Visitors and identity',
    shows: ['Those before it keep working for'],
    open: press('Make a new secret …'),
  },
  {
    route: '/sections/$section/visitors',
    name: 'visitors-country',
    at: ({ empty }) => `/editor/sections/${empty.id}/visitors`,
    heading: 'Visitors and identity',
    shows: ['There is none yet', 'Åland Islands (AX)'],
    open: (page) => page.getByRole('combobox', { name: 'Country of numbers without one' }).click(),
  },
  {
    route: '/sections/$section/visitors',
    name: 'visitors-viewer',
    as: 'viewer',
    at: inSection('/visitors'),
    heading: 'Visitors and identity',
    shows: ['Only owners of the section change these.'],
  },
  {
    route: '/sections/$section/integrations',
    name: 'integrations',
    at: inSection('/integrations'),
    heading: 'Integrations',
    shows: [names.key, names.long, 'Revoked', 'How a key is used'],
  },
  {
    route: '/sections/$section/integrations',
    name: 'integrations-none',
    at: ({ empty }) => `/editor/sections/${empty.id}/integrations`,
    heading: 'Integrations',
    shows: ['No integration yet', 'order-created@1'],
  },
  {
    route: '/sections/$section/integrations',
    name: 'integrations-make',
    at: inSection('/integrations'),
    heading: 'Integrations',
    open: async (page) => {
      await press('Make a key')(page)
      await page.getByRole('textbox', { name: 'Name' }).fill(IMAGE)
      await press('Make the key')(page)
    },
    shows: ['Choose at least one'],
    answered: [422],
  },
  {
    route: '/sections/$section/integrations',
    name: 'integrations-see',
    at: inSection('/integrations'),
    heading: 'Integrations',
    shows: [names.order, names.japanese],
    open: press(`What it can see (${names.key})`),
  },
  {
    route: '/sections/$section/integrations',
    name: 'integrations-viewer',
    as: 'viewer',
    at: inSection('/integrations'),
    heading: 'Integrations',
    shows: ['Only owners of the section see its integration keys'],
    answered: [403],
  },
  {
    route: '/sections/$section/audit',
    name: 'audit',
    at: inSection('/audit'),
    heading: 'Audit',
    shows: [`Owner ${SCRIPT}${IMAGE}`, 'محررة 🎉', 'A program with the access token', 'Joined as viewer', 'Saved version 3 of'],
  },
  {
    route: '/sections/$section/audit',
    name: 'audit-kind',
    at: inSection('/audit?kind=definition.hidden'),
    heading: 'Audit',
    shows: ['Hid'],
    open: (page) => page.getByRole('combobox', { name: 'Kind of change' }).click(),
  },
  { route: '/sections/$section/audit', name: 'audit-none', at: inSection('/audit?kind=identity_secret.revoked'), heading: 'Audit' },
  {
    route: '/sections/$section/audit',
    name: 'audit-viewer',
    as: 'viewer',
    at: inSection('/audit'),
    heading: 'Audit',
    shows: ['Only owners of the section see who changed what.'],
    // What a page reads is asked for before it is known who asks.
    answered: [403],
  },
  {
    route: '/sections/$section/data-model/$tab',
    name: 'transactions',
    at: inSection('/data-model/transactions'),
    heading: 'Transactions',
    shows: [names.order, names.japanese],
  },
  {
    route: '/sections/$section/data-model/$tab',
    name: 'conversions',
    at: inSection('/data-model/conversions'),
    heading: 'Conversions',
    shows: [names.arabic, names.long],
  },
  {
    route: '/sections/$section/data-model/$tab',
    name: 'signals',
    at: inSection('/data-model/signals'),
    heading: 'Signals',
    shows: [names.signal],
  },
  {
    route: '/sections/$section/data-model/$tab',
    name: 'no-such-tab',
    at: inSection('/data-model/others'),
    heading: 'Nothing here',
  },
  {
    route: '/sections/$section/data-model/$tab/new',
    name: 'new',
    at: inSection('/data-model/transactions/new'),
    heading: 'New transaction',
  },
  {
    route: '/sections/$section/data-model/$tab/new',
    name: 'new-viewer',
    as: 'viewer',
    at: inSection('/data-model/transactions/new'),
    heading: 'New transaction',
    shows: ['Editors and owners of the section can define one.'],
  },
  {
    route: '/sections/$section/data-model/$tab/new',
    name: 'new-refused',
    at: inSection('/data-model/signals/new'),
    heading: 'New signal',
    open: async (page) => {
      await press('Add new field')(page)
      await press('Publish')(page)
    },
  },
  {
    route: '/sections/$section/definitions/$discriminator/edit',
    name: 'edit-unknown',
    at: inSection('/definitions/nothing/edit'),
    heading: 'Nothing here',
    answered: [404],
  },
  {
    route: '/sections/$section/definitions/$discriminator/edit',
    name: 'edit',
    at: inOrder('edit'),
    heading: names.order,
    shows: [`${SCRIPT} ${IMAGE} طلب`],
  },
  {
    route: '/sections/$section/definitions/$discriminator/edit',
    name: 'edit-settings',
    at: inOrder('edit'),
    heading: names.order,
    shows: ['What pages send without consent to this purpose will be refused.', 'Events that are older will be removed'],
    open: async (page) => {
      await choose(page, 'Purpose', 'Marketing')
      await choose(page, 'Keep its events', 'For 2 years')
    },
  },
  {
    route: '/sections/$section/definitions/$discriminator/edit',
    name: 'edit-settings-viewer',
    as: 'viewer',
    at: (world) => inSection(`/definitions/${world.section.japanese}/edit`)(world),
    heading: names.japanese,
    shows: ['Its purpose: marketing.', 'Kept for 7 years'],
  },
  {
    route: '/sections/$section/definitions/$discriminator/edit',
    name: 'edit-review',
    at: inOrder('edit'),
    heading: names.order,
    shows: ['Measured on stored events', 'Who sends which version'],
    open: async (page) => {
      await page.getByRole('combobox', { name: 'Type of field 1' }).selectOption('number')
      await press('Review and save')(page)
    },
  },
  {
    route: '/sections/$section/definitions/$discriminator/edit',
    name: 'edit-locked',
    at: (world) => inSection(`/definitions/${world.section.locked}/edit`)(world),
    heading: names.arabic,
    shows: ['The fields are locked for a while'],
  },
  {
    route: '/sections/$section/definitions/$discriminator/edit',
    name: 'edit-viewer',
    as: 'viewer',
    at: inOrder('edit'),
    heading: names.order,
  },
  {
    route: '/sections/$section/definitions/$discriminator/edit',
    name: 'edit-hidden',
    at: (world) => inSection(`/definitions/${world.section.hidden}/edit`)(world),
    heading: `Survey ${IMAGE}`,
    shows: ['This custom event is hidden'],
  },
  {
    route: '/sections/$section/definitions/$discriminator/versions',
    name: 'versions',
    at: inOrder('versions'),
    heading: names.order,
    shows: [`Voucher ${SCRIPT}`],
  },
  {
    route: '/sections/$section/definitions/$discriminator/install',
    name: 'install',
    at: inOrder('install'),
    heading: names.order,
    shows: ['shop.example/checkout/thanks', 'Send a test event', 'Connected'],
  },
  {
    route: '/sections/$section/definitions/$discriminator/install',
    name: 'install-every-type',
    at: (world) => inSection(`/definitions/${world.section.japanese}/install`)(world),
    heading: names.japanese,
  },
  {
    route: '/sections/$section/definitions/$discriminator/operations',
    name: 'operations',
    at: inOrder('operations'),
    heading: names.order,
    open: press('CRM ID: Read and write'),
  },
  { route: '/sections/$section/definitions/$discriminator/hide', name: 'hide', at: inOrder('hide'), heading: names.order },
  { route: '', name: 'not-found', at: () => '/editor/nowhere', heading: 'Nothing here' },
  { route: '', name: 'not-found-signed-out', as: 'nobody', at: () => '/editor/nowhere', heading: 'Nothing here' },
  { route: '', name: 'section-of-others', at: () => '/editor/sections/of-others', heading: 'Overview', answered: [404] },
]

test('every route of the router has a row here', () => {
  const router = readFileSync(join(root, 'editor', 'src', 'router.tsx'), 'utf8')
  const routes = Array.from(router.matchAll(/^ {2}path: '(.*)'/gm), ([, path]) => path)
  expect(routes.length).toBeGreaterThan(10)
  expect(new Set(rows.flatMap(({ route }) => route || []))).toEqual(new Set(routes))
})

const NARROW = { width: 360, height: 740 }

test.for((['light', 'dark'] as const).flatMap((scheme) => rows.map((row) => ({ ...row, scheme }))))(
  '$name in $scheme',
  async ({ name, as = 'owner', at, heading, shows = [], open, answered = [], scheme }, { world }) => {
    const page = await (as === 'nobody' ? world.nobody : world[as].context).newPage()
    const troubles = watchTroubles(page, answered)
    const asked = watchAddresses(page)
    await page.emulateMedia({ colorScheme: scheme })
    if (name === 'join-setup') await page.route('**/links/read', (route) => route.fulfill({ json: { kind: 'setup' } }))
    await page.goto(await at(world))
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await open?.(page)
    for (const text of shows) await page.getByText(text).filter({ visible: true }).first().waitFor()
    await settled(page)
    // What a text would have made of the page, had the page taken it for markup.
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('img[src=x], script:not([src]), a[href^="javascript:"]')].map(({ outerHTML }) => outerHTML)`,
      ),
    ).toEqual([])
    await expectAccessible(page)
    await picture(page, `${name}-${scheme}`)

    await page.setViewportSize(NARROW)
    await settled(page)
    await expectNoSidewaysScroll(page)
    // Narrow pages have other parts, but no other colours.
    if (scheme === 'light') await expectAccessible(page)
    await picture(page, `${name}-${scheme}-narrow`)

    expect(troubles).toEqual([])
    expectUnlisted(asked)
    await page.close()
  },
)

test('a chart does not widen a page that has narrowed before it is measured again', async ({ world }) => {
  const page = await world.owner.context.newPage()
  // Measures everything once, as a busy page does for a while.
  await page.addInitScript(`ResizeObserver = class extends ResizeObserver {
    constructor(tell) {
      const seen = new WeakSet()
      super((entries, self) => {
        const first = entries.filter(({ target }) => !seen.has(target))
        for (const { target } of first) seen.add(target)
        if (first.length) tell(first, self)
      })
    }
  }`)
  await page.goto(await inSection('?range=30d')(world))
  await page.getByText('Show as a table').waitFor()
  await settled(page)
  const drawn = async () => Number(await page.locator('svg[font-size]').getAttribute('width'))
  expect(await drawn()).toBeGreaterThan(NARROW.width)
  await page.setViewportSize(NARROW)
  await settled(page)
  expect(await drawn()).toBeGreaterThan(NARROW.width)
  await expectNoSidewaysScroll(page)
  await page.close()
})

/** Keeps what a page should never do: write errors to the console, leave one uncaught, open a dialog. */
function watchTroubles(page: Page, answered: readonly number[]): string[] {
  const troubles: string[] = []
  page.on('console', (message) => {
    const [, status] = /^Failed to load resource: .* status of (\d+)/.exec(message.text()) ?? []
    if (message.type() === 'error' && !answered.includes(Number(status))) troubles.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error}`))
  page.on('dialog', async (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  return troubles
}
