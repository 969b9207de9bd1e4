import { Alert, Button, Divider, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle, IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { auth } from '../api/auth.js'
import { authFailure } from './auth-failure.js'
import { PasswordField } from './password-field.js'
import { passkeysWork, usePasskeySignIn } from './use-passkey-sign-in.js'

/** E-mail address and password, or a passkey. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => unknown }) {
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } })
  const [failure, setFailure] = useState('')
  const passkey = usePasskeySignIn(onSignedIn)
  const submit = form.onSubmit(async ({ email, password }) => {
    setFailure('')
    let retryAfterSeconds = 0
    const { error } = await auth.signIn
      .email(
        { email: email.trim(), password },
        {
          onError: ({ response }) => {
            retryAfterSeconds = Number(response?.headers.get('X-Retry-After') ?? response?.headers.get('Retry-After')) || 0
          },
        },
      )
      .catch((cause: unknown) => ({ error: { status: 0, message: String(cause) } }))
    if (error) setFailure(authFailure(error, retryAfterSeconds))
    else onSignedIn()
  })
  const says = failure || passkey.failure
  return (
    <Stack>
      {says && (
        <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />}>
          {says}
        </Alert>
      )}
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="E-mail"
            type="email"
            required
            withAsterisk={false}
            autoComplete="username webauthn"
            autoFocus
            {...form.getInputProps('email')}
            key={form.key('email')}
          />
          <PasswordField label="Password" autoComplete="current-password" {...form.getInputProps('password')} key={form.key('password')} />
          <Button type="submit" fullWidth loading={form.submitting}>
            Sign in
          </Button>
        </Stack>
      </form>
      {passkeysWork() && (
        <>
          <Divider label="or" />
          <Button
            variant="default"
            fullWidth
            leftSection={<IconFingerprint size={18} aria-hidden />}
            loading={passkey.busy}
            onClick={passkey.signIn}
          >
            Sign in with a passkey
          </Button>
        </>
      )}
    </Stack>
  )
}
