/**
 * Sends one event to a Milepost collector: everything that a page without the SDK needs. Copy it.
 * @param {{ endpoint: string, writeKey: string, version: string }} config where to send, with which key, and the definition version of the fields
 * @param {Record<string, unknown>} fields `source` and what the definition version asks for
 * @param {string} id the event's ID; sending it again with the same one is safe, it is never stored twice
 * @returns {Promise<{ id: string, status: 'accepted' | 'duplicate' | 'rejected', issues?: object[] }>} what became of it
 * @throws when the collector was not reached or has refused the request as a whole; try again later with the same ID
 */
export async function sendEvent({ endpoint, writeKey, version }, fields, id = crypto.randomUUID()) {
  const now = new Date().toISOString()
  const response = await fetch(endpoint, {
    method: 'POST',
    keepalive: true, // arrives although the page is left
    credentials: 'omit',
    // A string body is sent as text/plain, which browsers send without a preflight request.
    body: JSON.stringify({ writeKey, sentAt: now, events: [{ id, version, occurredAt: now, fields }] }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${answer.code}: ${answer.detail ?? answer.title}`)
  return answer.verdicts[0]
}
