import type { DeliveryReport, Issue, TrackResult } from '@milepost/sdk'
import { element, find } from './element'

type Tone = 'good' | 'bad'

const list = find('#report', HTMLOListElement)

/** Shows what `track` said, in the place of what was shown before. */
export function showResult(result: TrackResult): void {
  list.replaceChildren()
  if (result.ok) step('good', 'In the page: valid', `Queued as event ${result.id}.`)
  else step('bad', 'In the page: refused', 'Nothing was sent. These are the issues:', result.issues)
}

/** Shows what became of an event after that. */
export function showReport({ id, status, issues }: DeliveryReport): void {
  if (status === 'accepted') step('good', 'At the edge: accepted', `Event ${id} is stored.`)
  if (status === 'duplicate') step('good', 'At the edge: duplicate', `Event ${id} was stored already; it is there once.`)
  if (status === 'rejected') step('bad', 'At the edge: rejected', 'It is kept in quarantine, with these issues:', issues)
  if (status === 'queue_full' || status === 'refused') step('bad', 'Given up', `Event ${id} could not be delivered: ${status}.`)
}

function step(tone: Tone, title: string, text: string, issues: readonly Issue[] = []): void {
  const item = element('li', {}, element('h3', {}, title), element('p', {}, text), ...issues.map(describe))
  item.dataset.tone = tone
  list.append(item)
  // On a narrow screen the list is below the form.
  item.scrollIntoView({ block: 'nearest' })
}

const describe = ({ code, field, expected, received, message }: Issue): HTMLElement =>
  element(
    'dl',
    {},
    ...Object.entries({ code, field, expected, received, message }).flatMap(([name, value]) =>
      value === undefined ? [] : [element('dt', {}, name), element('dd', {}, value)],
    ),
  )
