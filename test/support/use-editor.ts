import type { Page } from 'playwright-core'
import { expectNoSidewaysScroll } from './editor-test.ts'

/** Where the menu at the side leads. */
type SectionPage =
  | 'Overview'
  | 'Live'
  | 'Quarantine'
  | 'Profiles'
  | 'Transactions'
  | 'Conversions'
  | 'Signals'
  | 'Settings'
  | 'Members'
  | 'Visitors'
  | 'Integrations'
  | 'Audit'

/** Goes to a page of the section by the menu at its side. */
export async function goTo(page: Page, name: SectionPage): Promise<void> {
  await page.getByRole('navigation', { name: 'Section' }).getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await expectNoSidewaysScroll(page)
}

/** Chooses what the menu of a custom event offers, from the list that has it. */
export async function chooseFor(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
  await page.getByRole('navigation', { name: 'Custom event' }).getByRole('link', { name: action, exact: true }).waitFor()
  await expectNoSidewaysScroll(page)
}

/** Goes from one page of a custom event to another. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Custom event' }).getByRole('link', { name, exact: true }).click()
}

/** Adds a field at the end, in the place with this number. */
export async function addField(page: Page, number: number, name: string, type: string): Promise<void> {
  await page.getByRole('button', { name: 'Add new field' }).click()
  await page.getByLabel(`Name of field ${number}`).fill(name)
  await page.getByLabel(`Type of field ${number}`).selectOption({ label: type })
}

/** Flips a switch, by the label that stands beside it. */
export async function flip(page: Page, label: string): Promise<void> {
  await page.getByRole('switch', { name: label, exact: true }).press('Space')
}

/** Chooses an option of a menu, by the label that stands above it. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}
