import { Agent, request } from 'node:http'

/**
 * Sends requests over a few connections that are kept, the next one when an answer is there.
 * @param connections how many requests are under way at once
 * @returns the milliseconds it took
 * @throws when one is not answered as one whose every event is stored
 */
export async function send(url: URL, bodies: readonly Buffer[], eventsPerRequest: number, connections: number): Promise<number> {
  // Of its own each time: workerd closes what was idle while another one was measured.
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const accepted = `"accepted":${eventsPerRequest}`
  let next = 0
  const sendSome = async () => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const { status, text } = await post(agent, url, body)
      if (status !== 200 || !text.includes(accepted)) throw new Error(`${url} answered ${status}: ${text.slice(0, 500)}`)
    }
  }
  try {
    const start = performance.now()
    await Promise.all(Array.from({ length: connections }, sendSome))
    return performance.now() - start
  } finally {
    agent.destroy()
  }
}

const post = (agent: Agent, url: URL, body: Buffer): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'text/plain;charset=UTF-8', 'Content-Length': body.length, Origin: 'https://shop-1.example' }
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
