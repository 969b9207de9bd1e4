import { passkey } from '@better-auth/passkey'
import { checkName } from '@milepost/sdk/contract'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { hashPassword } from 'better-auth/crypto'
import { type BetterAuthOptions, betterAuth } from 'better-auth/minimal'
import { drizzle } from 'drizzle-orm/d1'
import * as v from 'valibot'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, type Person } from '../schema/person.js'
import { countAttempt } from '../store/attempts.js'
import { accounts, passkeys, sessions, users, verifications } from '../store/auth-tables.js'
import { deriveSecret, keyedHash } from './derive-secret.js'
import { sessionCookie } from './session-cookie.js'

/** Signs people in and out, by better-auth. Its types stay in this file: they are too large to be written into others. */
export interface Auth {
  /** Answers a call of `/v1/auth`. Throws what better-auth did not mean to answer. */
  handle(request: Request): Promise<Response>
  /** Finds the person whose session the cookies name, with the cookies to set where the session is prolonged. */
  read(headers: Headers): Promise<{ person: Person; cookies: string[] } | undefined>
  /** Begins a session. @returns the cookies to set */
  signIn(userId: string, headers: Headers): Promise<string[]>
  /** Takes about a tenth of a second of the processor, by Node's own scrypt. */
  hashPassword(password: string): Promise<string>
}

/** Ten attempts a minute from one address are more than a person who forgot a password makes. */
const ATTEMPTS = { window: 60, max: 10 }

/** A session begins without its proof being asked for again, for whoever has just used a link. Reached by no address. */
const beginSession = {
  id: 'begin-session',
  endpoints: {
    beginSession: createAuthEndpoint.serverOnly(
      { method: 'POST', body: v.object({ userId: v.string() }), requireHeaders: true },
      async (ctx) => {
        const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
        if (!user) throw new Error('a session for nobody')
        await setSessionCookie(ctx, { session: await ctx.context.internalAdapter.createSession(user.id), user })
      },
    ),
  },
} as const

function optionsOf(d1: D1Database, secret: string, origin: string) {
  const cookiePrefix = sessionCookie(origin)
  return {
    appName: 'Milepost',
    baseURL: origin,
    basePath: '/v1/auth',
    trustedOrigins: [origin],
    secret,
    database: drizzleAdapter(drizzle(d1), {
      provider: 'sqlite',
      schema: { user: users, session: sessions, account: accounts, verification: verifications, passkey: passkeys },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
    },
    user: { additionalFields: { administrator: { type: 'boolean', required: false, input: false, defaultValue: false } } },
    plugins: [
      passkey({ rpID: new URL(origin).hostname, rpName: 'Milepost', origin, advanced: { webAuthnChallengeCookie: 'passkey' } }),
      beginSession,
    ],
    databaseHooks: {
      // Where and with what somebody has signed in is nobody's business.
      session: { create: { before: async () => ({ data: { ipAddress: null, userAgent: null } }) } },
      user: {
        update: {
          before: async ({ name }) => {
            const wrong = name === undefined ? undefined : typeof name === 'string' ? checkName(name) : { expected: 'text' }
            if (wrong) throw new APIError('BAD_REQUEST', { code: 'INVALID_NAME', message: `name must be ${wrong.expected}` })
            // Shown nowhere, so not kept.
            return { data: { image: null, ...(name !== undefined && { name: name.trim() }) } }
          },
        },
      },
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 120,
      customRules: {
        '/get-session': false,
        '/sign-in/email': ATTEMPTS,
        '/change-password': ATTEMPTS,
        '/passkey/verify-authentication': ATTEMPTS,
      },
      // better-auth's own takes three statements and keeps addresses readable.
      customStorage: {
        consume: async (key, { window, max }) =>
          countAttempt(d1, await keyedHash(secret, key), { windowMs: window * 1000, max }, Date.now()),
      },
    },
    advanced: {
      ipAddress: { ipAddressHeaders: ['cf-connecting-ip'] },
      // The names and attributes are given below, since better-auth's own prefix is the weaker `__Secure-`.
      useSecureCookies: false,
      cookiePrefix,
      cookies: { session_token: { name: cookiePrefix } },
      defaultCookieAttributes: { secure: origin.startsWith('https:'), httpOnly: true, sameSite: 'lax', path: '/' },
      // Off by default where NODE_ENV is "test".
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    // It logs what people typed.
    logger: { disabled: true },
    onAPIError: { throw: true },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions
}

/** Makes what signs people in under one origin. */
export async function createAuth(d1: D1Database, token: string, origin: string): Promise<Auth> {
  const auth = betterAuth(optionsOf(d1, await deriveSecret(token), origin))
  await auth.$context
  return {
    handle: auth.handler,
    async read(headers) {
      const { response, headers: answered } = await auth.api.getSession({ headers, returnHeaders: true })
      if (!response) return undefined
      const { id, name, email, administrator } = response.user
      return { person: { id, name, email, administrator: administrator === true }, cookies: answered.getSetCookie() }
    },
    async signIn(userId, headers) {
      const { headers: answered } = await auth.api.beginSession({ body: { userId }, headers, returnHeaders: true })
      return answered.getSetCookie()
    },
    hashPassword,
  }
}
