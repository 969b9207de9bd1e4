/** What better-auth's client gives where a call did not work. */
export interface AuthError {
  readonly status: number
  readonly code?: string | undefined
  readonly message?: string | undefined
}

const byCode: Readonly<Record<string, string>> = {
  INVALID_EMAIL_OR_PASSWORD: 'This e-mail address and password do not belong together.',
  INVALID_EMAIL: 'This is no e-mail address.',
  INVALID_PASSWORD: 'The present password is not right.',
  PASSWORD_TOO_SHORT: 'The password needs at least 12 characters.',
  PASSWORD_TOO_LONG: 'The password can have at most 128 characters.',
  PASSKEY_NOT_FOUND: 'This passkey belongs to no account here. Sign in with your password and add it under Account.',
  AUTHENTICATION_FAILED: 'The passkey was not accepted.',
  AUTH_CANCELLED: 'No passkey was chosen.',
  ERROR_CEREMONY_ABORTED: 'No passkey was chosen.',
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: 'This device has a passkey for your account already.',
  SESSION_NOT_FRESH: 'You signed in a while ago. Sign out, sign in again and add the passkey then.',
  SESSION_EXPIRED: 'You are no longer signed in. Sign in again.',
}

/**
 * Words for people what went wrong with signing in, a password or a passkey.
 * @param retryAfterSeconds what the collector said, with too many attempts
 */
export function authFailure({ status, code, message }: AuthError, retryAfterSeconds = 0): string {
  if (status === 429) return `Too many attempts. Try again ${waitOf(retryAfterSeconds)}.`
  if (code && byCode[code]) return byCode[code]
  if (!status || status >= 500) return 'The collector did not answer. Check the connection and try again.'
  return message || 'That did not work.'
}

function waitOf(seconds: number): string {
  if (seconds <= 0) return 'in a while'
  if (seconds < 60) return seconds === 1 ? 'in a second' : `in ${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'in a minute' : `in ${minutes} minutes`
}
