import type { Management } from '../../scripts/management.ts'

/** An event as the management API lists it. */
export type StoredEvent = { readonly id: string; readonly status: string; readonly [name: string]: unknown }

/** Looks a stored event up among the newest of a section; `undefined` when it is not there, or was rejected. */
export async function storedEvent(call: Management, section: string, id: string): Promise<StoredEvent | undefined> {
  const { items } = await call<{ items: StoredEvent[] }>('GET', `/v1/sections/${section}/recent?limit=100`)
  return items.find((event) => event.id === id && event.status === 'accepted')
}
