import { expect, test } from 'vitest'
import { authFailure } from './auth-failure.js'

test.each([
  [{ status: 401, code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' }, 0, /do not belong together/],
  [{ status: 429 }, 1, 'Too many attempts. Try again in a second.'],
  [{ status: 429 }, 42, 'Too many attempts. Try again in 42 seconds.'],
  [{ status: 429, code: 'INVALID_PASSWORD' }, 61, 'Too many attempts. Try again in 2 minutes.'],
  [{ status: 429 }, 0, 'Too many attempts. Try again in a while.'],
  [{ status: 0 }, 0, /did not answer/],
  [{ status: 503, message: 'storage' }, 0, /did not answer/],
  [{ status: 400, code: 'SOMETHING_NEW', message: 'Said by a later version' }, 0, 'Said by a later version'],
  [{ status: 400 }, 0, 'That did not work.'],
])('%o after %i s reads %s', (error, seconds, text) => {
  expect(authFailure(error, seconds)).toMatch(text)
})
