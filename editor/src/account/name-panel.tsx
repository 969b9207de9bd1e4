import { Button, Group, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { auth } from '../api/auth.js'
import { queryClient } from '../api/query-client.js'
import { meQuery } from '../api/session.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { tell } from '../parts/tell.js'
import { authAnswer } from './auth-answer.js'

interface NamePanelProps {
  readonly name: string
  readonly email: string
}

/** Who one is to the others. */
export function NamePanel({ name, email }: NamePanelProps) {
  const form = useForm({ mode: 'uncontrolled', initialValues: { name } })
  const save = useMutation({
    mutationFn: (to: string) => authAnswer(auth.updateUser({ name: to })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
      tell('Your name is saved.')
    },
  })
  return (
    <Panel title="You" about={<>You sign in as {email}. Others see your name beside what you have saved.</>}>
      {save.isError && <Failure error={save.error} />}
      <form onSubmit={form.onSubmit((values) => save.mutate(values.name.trim()))}>
        <Group align="flex-end">
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            maxLength={120}
            autoComplete="name"
            dir="auto"
            flex="1 1 200px"
            maw={400}
            {...form.getInputProps('name')}
            key={form.key('name')}
          />
          <Button type="submit" variant="default" loading={save.isPending}>
            Save the name
          </Button>
        </Group>
      </form>
    </Panel>
  )
}
