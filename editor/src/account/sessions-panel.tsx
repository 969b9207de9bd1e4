import { Button, Group } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { auth } from '../api/auth.js'
import { queryClient } from '../api/query-client.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { authAnswer } from './auth-answer.js'

/** The way out, here and wherever else somebody is signed in. */
export function SessionsPanel() {
  const navigate = useNavigate()
  const onSuccess = async () => {
    await navigate({ to: '/sign-in' })
    queryClient.clear()
  }
  const here = useMutation({ mutationFn: () => authAnswer(auth.signOut()), onSuccess })
  const everywhere = useMutation({ mutationFn: () => authAnswer(auth.revokeSessions()), onSuccess })
  const error = here.error ?? everywhere.error
  return (
    <Panel title="Sign out" about="Everywhere means every browser and device, this one as well: the thing to do when one was lost.">
      {error && <Failure error={error} />}
      <Group>
        <Button variant="default" loading={here.isPending} onClick={() => here.mutate()}>
          Sign out
        </Button>
        <Button variant="light" color="red" loading={everywhere.isPending} onClick={() => everywhere.mutate()}>
          Sign out everywhere
        </Button>
      </Group>
    </Panel>
  )
}
