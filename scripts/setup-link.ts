import { type Management, ManagementError } from './management.ts'

/** Makes the link with which somebody becomes the administrator; `undefined` when somebody is. */
export async function setupLink(call: Management): Promise<string | undefined> {
  try {
    return (await call<{ url: string }>('POST', '/v1/setup-links')).url
  } catch (error) {
    if (error instanceof ManagementError && error.status === 409) return undefined
    throw error
  }
}
