import { passkeyClient } from '@better-auth/passkey/client'
import { createAuthClient } from 'better-auth/client'

/** Signing in and out, passwords and passkeys: better-auth's own client, on the collector's neutral address. */
export const auth = createAuthClient({
  baseURL: `${location.origin}/api/auth`,
  plugins: [passkeyClient()],
  fetchOptions: { headers: { 'X-Milepost': 'editor' } },
})
