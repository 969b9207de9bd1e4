import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { cleanEnv, installExample, runIn } from './example.ts'

const WEBHOOK_SECRET = 'whsec_test'

/** What the example is told about its surroundings. */
export interface ServerOrderSettings {
  /** Origin of the collector. */
  readonly endpoint: string
  readonly key: string
  readonly identitySecret: string
  readonly shopOrigin: string
}

/** The example's backend while it runs. */
export interface ServerOrder {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Everything that it has logged. */
  log(): string
  /** Calls the webhook. @param signature what the payment provider would send, unless something else is given */
  webhook(body: string, signature?: string): Promise<Response>
  end(): Promise<void>
}

/** What the payment provider tells about an order of 129.50. */
export const paid = (orderId: string, customerId: string, more: object = {}): string =>
  JSON.stringify({
    type: 'payment.succeeded',
    payment: { orderId, customerId, cents: 12_950, currency: 'EUR', paidAt: new Date().toISOString(), ...more },
  })

/** The signature of a webhook, made here once more: the example's own would agree with itself. */
export function signatureOf(body: string, seconds = Math.floor(Date.now() / 1000), secret = WEBHOOK_SECRET): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/** Installs and compiles the example in an empty folder. */
export async function installServerOrder(folder: string): Promise<void> {
  await installExample('server-order', folder)
  await runIn(folder, ['npm', 'run', 'build'])
}

/** Starts an installed example. */
export async function startServerOrder(folder: string, settings: ServerOrderSettings): Promise<ServerOrder> {
  const env = cleanEnv({
    MILEPOST_ENDPOINT: settings.endpoint,
    MILEPOST_KEY: settings.key,
    MILEPOST_IDENTITY_SECRET: settings.identitySecret,
    SHOP_ORIGIN: settings.shopOrigin,
    WEBHOOK_SECRET,
    PORT: '0',
  })
  const child = spawn(process.execPath, [join('dist', 'server.js')], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stderr.on('data', (chunk) => {
    log += chunk
  })
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`The example ended:\n${log}`))),
  ])) as [string]
  const webhook = /http:\S+/.exec(line)?.[0] ?? ''
  return {
    url: new URL(webhook).origin,
    log: () => log,
    webhook: (body, signature = signatureOf(body)) =>
      fetch(webhook, { method: 'POST', headers: { 'content-type': 'application/json', 'webhook-signature': signature }, body }),
    async end() {
      const exited = once(child, 'exit')
      if (child.exitCode === null && child.kill()) await exited
    },
  }
}
