import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { spendLink } from '../api/links.js'
import { Failure } from '../parts/failure.js'
import { fieldErrors } from '../parts/field-errors.js'
import { PASSWORD_RULE, PasswordField } from './password-field.js'

interface NewPasswordFormProps {
  readonly token: string
  readonly email: string
  readonly onDone: () => unknown
}

/** Sets a new password with a link that an owner has made. */
export function NewPasswordForm({ token, email, onDone }: NewPasswordFormProps) {
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '' } })
  const [failure, setFailure] = useState<unknown>()
  const send = form.onSubmit(async ({ password }) => {
    setFailure(undefined)
    try {
      await spendLink({ token, password })
    } catch (error) {
      const errors = fieldErrors(error)
      form.setErrors(errors)
      if (!errors.password) setFailure(error)
      return
    }
    await onDone()
  })
  return (
    <form onSubmit={send}>
      <Stack>
        {failure !== undefined && <Failure error={failure} />}
        {/* Password managers file the new password under the account that they read here. */}
        <TextInput label="E-mail" type="email" value={email} readOnly autoComplete="username" />
        <PasswordField
          label="New password"
          description={PASSWORD_RULE}
          autoComplete="new-password"
          autoFocus
          {...form.getInputProps('password')}
          key={form.key('password')}
        />
        <Text size="sm" c="dimmed">
          You are signed out everywhere else.
        </Text>
        <Button type="submit" fullWidth loading={form.submitting}>
          Set the password and sign in
        </Button>
      </Stack>
    </form>
  )
}
