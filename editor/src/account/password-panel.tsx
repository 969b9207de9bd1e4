import { Button, Group, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { auth } from '../api/auth.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { tell } from '../parts/tell.js'
import { PASSWORD_RULE, PasswordField } from '../people/password-field.js'
import { authAnswer } from './auth-answer.js'

/** Changing the password, which ends what somebody else may have open with the old one. */
export function PasswordPanel({ email }: { readonly email: string }) {
  const form = useForm({ mode: 'uncontrolled', initialValues: { currentPassword: '', newPassword: '' } })
  const change = useMutation({
    mutationFn: (values: { currentPassword: string; newPassword: string }) =>
      authAnswer(auth.changePassword({ ...values, revokeOtherSessions: true })),
    onSuccess: () => {
      form.reset()
      tell('Your password is changed.')
    },
  })
  return (
    <Panel title="Password" about="Changing it signs you out everywhere but here.">
      {change.isError && <Failure error={change.error} />}
      <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
        {/* Tells a password manager whose password this is. */}
        <input type="email" name="username" value={email} autoComplete="username" readOnly hidden />
        <Stack maw={400}>
          <PasswordField
            label="Present password"
            autoComplete="current-password"
            {...form.getInputProps('currentPassword')}
            key={form.key('currentPassword')}
          />
          <PasswordField
            label="New password"
            description={PASSWORD_RULE}
            autoComplete="new-password"
            {...form.getInputProps('newPassword')}
            key={form.key('newPassword')}
          />
          <Group>
            <Button type="submit" variant="default" loading={change.isPending}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
