import type { DefinitionVersion } from '@milepost/sdk/contract'

/** What the scripts and the demo read of a section. */
export interface Section {
  readonly id: string
  readonly name: string
  readonly writeKey: string
  readonly allowedOrigins: readonly string[]
}

/** What the scripts and the demo read of a custom event. */
export interface CustomEvent {
  readonly discriminator: string
  readonly name: string
  readonly webTracking: boolean
  readonly hidden: boolean
  /** Number of the newest version that is usable now. */
  readonly current: number
  readonly versions: readonly DefinitionVersion[]
}

/** The definition version that a sender of this moment should name. */
export function currentVersion({ current, versions, discriminator }: CustomEvent): DefinitionVersion {
  const version = versions.find(({ number }) => number === current)
  if (!version) throw new Error(`${discriminator} has no version ${current}`)
  return version
}

/** An answer of the management API other than 2xx. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Calls the management API of one collector. */
export type Management = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>

/**
 * Makes a caller of the management API.
 * @param url origin of the collector
 * @param token the ADMIN_TOKEN
 * @returns a function that answers with the parsed body and throws a {@link ManagementError} for any status but 2xx
 */
export const management =
  (url: string, token: string): Management =>
  async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    })
    const text = await answer.text()
    if (!answer.ok) throw new ManagementError(answer.status, `${method} ${path} was answered ${answer.status}: ${text}`)
    return JSON.parse(text)
  }
