import { type AuthError, authFailure } from '../people/auth-failure.js'

interface AuthAnswer<Data> {
  readonly data: Data | null
  readonly error: AuthError | null
}

/**
 * Reads the answer of better-auth's client, for useMutation and useQuery.
 * @throws Error worded for people
 */
export async function authAnswer<Data>(call: Promise<AuthAnswer<Data>>): Promise<Data> {
  const { data, error } = await call.catch(() => ({ data: null, error: { status: 0 } }))
  if (error || data === null) throw new Error(authFailure(error ?? { status: 0 }))
  return data
}
