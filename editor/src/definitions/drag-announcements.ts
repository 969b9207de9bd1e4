import type { Announcements, UniqueIdentifier } from '@dnd-kit/core'
import type { FieldRow } from './field-rows.js'

export const dragInstructions = {
  draggable: 'Press space to pick up the field, the arrow keys to move it, space again to drop it, and escape to leave it where it was.',
}

/** Says to those who do not see it where a field is being dragged. */
export function dragAnnouncements(rows: () => readonly FieldRow[]): Announcements {
  const place = (id: UniqueIdentifier) => rows().findIndex((row) => row.id === id) + 1
  const called = (id: UniqueIdentifier) =>
    rows()
      .find((row) => row.id === id)
      ?.name.trim() || `Field ${place(id)}`
  const at = (id: UniqueIdentifier) => `place ${place(id)} of ${rows().length}`
  return {
    onDragStart: ({ active }) => `${called(active.id)} is picked up, ${at(active.id)}.`,
    onDragOver: ({ active, over }) => (over ? `${called(active.id)} is over ${at(over.id)}.` : `${called(active.id)} is outside the list.`),
    onDragEnd: ({ active, over }) => (over ? `${called(active.id)} is dropped at ${at(over.id)}.` : `${called(active.id)} is dropped.`),
    onDragCancel: ({ active }) => `${called(active.id)} is back at ${at(active.id)}.`,
  }
}
