import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { spendLink } from '../api/links.js'
import { Failure } from '../parts/failure.js'
import { fieldErrors } from '../parts/field-errors.js'
import { PASSWORD_RULE, PasswordField } from './password-field.js'

interface NewAccountFormProps {
  readonly token: string
  readonly submit: string
  readonly onDone: () => unknown
}

/** Makes an account with a set-up link or an invitation. */
export function NewAccountForm({ token, submit, onDone }: NewAccountFormProps) {
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: '', email: '', password: '' } })
  const [failure, setFailure] = useState<unknown>()
  const send = form.onSubmit(async ({ name, email, password }) => {
    setFailure(undefined)
    try {
      await spendLink({ token, name: name.trim(), email: email.trim(), password })
    } catch (error) {
      const errors = fieldErrors(error)
      form.setErrors(errors)
      if (!Object.keys(errors).length) setFailure(error)
      return
    }
    await onDone()
  })
  return (
    <form onSubmit={send}>
      <Stack>
        {failure !== undefined && <Failure error={failure} />}
        <TextInput
          label="Your name"
          description="Others see it beside what you have saved."
          required
          withAsterisk={false}
          autoComplete="name"
          dir="auto"
          {...form.getInputProps('name')}
          key={form.key('name')}
        />
        <TextInput
          label="E-mail"
          type="email"
          required
          withAsterisk={false}
          autoComplete="username"
          {...form.getInputProps('email')}
          key={form.key('email')}
        />
        <PasswordField
          label="Password"
          description={PASSWORD_RULE}
          autoComplete="new-password"
          {...form.getInputProps('password')}
          key={form.key('password')}
        />
        <Button type="submit" fullWidth loading={form.submitting}>
          {submit}
        </Button>
      </Stack>
    </form>
  )
}
