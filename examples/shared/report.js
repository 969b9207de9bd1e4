// Shows what became of an event. Part of the demo, not of Milepost: a real page does not need it.

/**
 * Makes the list of steps that an event goes through. All texts are set as text, never as markup.
 * @param {Element} list an `ol`
 */
export function reportIn(list) {
  return {
    /** Forgets the steps of the event before. */
    clear: () => list.replaceChildren(),

    /**
     * Adds a step.
     * @param {'good' | 'bad' | 'wait'} tone
     * @param {string} title
     * @param {string} text
     * @param {Record<string, unknown>[]} details shown below, one list of names and values each
     */
    step(tone, title, text, details = []) {
      const item = element('li', '', element('h3', title), element('p', text), ...details.map(valuesOf))
      item.dataset.tone = tone
      list.append(item)
      // On a narrow screen the list is below the form.
      item.scrollIntoView({ block: 'nearest' })
    },
  }
}

/** Steps for the verdict of the edge, and for the row when there is one. */
export async function showVerdict(report, { id, status, issues = [] }) {
  if (status === 'accepted') report.step('good', 'At the edge: accepted', `Event ${id} fits its definition version and is stored.`)
  if (status === 'duplicate')
    report.step('good', 'At the edge: duplicate', `Event ${id} is stored already. Sending it again changes nothing.`)
  if (status === 'rejected')
    report.step('bad', 'At the edge: rejected', 'Kept whole in quarantine with its issues, not on any profile.', issues)
  if (status === 'queue_full' || status === 'refused') report.step('bad', 'Given up', `The event could not be delivered: ${status}.`)
  if (status === 'accepted' || status === 'duplicate') await showRow(report, id)
}

/** Asks the demo server, which may read the management API, for the stored row. */
async function showRow(report, id) {
  try {
    const response = await fetch(`/api/stored/${encodeURIComponent(id)}`)
    const row = await response.json()
    if (!response.ok) throw new Error(row.message)
    const { id: event, version, occurredAt, receivedAt, page, fields } = row
    report.step('good', 'Stored row', 'Read back from the database:', [fields, { event, version, occurredAt, receivedAt, page: page?.url }])
  } catch (error) {
    report.step('bad', 'Stored row', `It could not be read: ${error.message}`)
  }
}

function valuesOf(values) {
  const shown = Object.entries(values).filter(([, value]) => value !== null && value !== undefined)
  return element(
    'dl',
    '',
    ...shown.flatMap(([name, value]) => [element('dt', name), element('dd', typeof value === 'string' ? value : JSON.stringify(value))]),
  )
}

function element(name, text, ...children) {
  const made = document.createElement(name)
  made.textContent = text
  made.append(...children)
  return made
}
