import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { auth } from '../api/auth.js'
import { type LinkPurpose, spendLink } from '../api/links.js'
import { queryClient } from '../api/query-client.js'
import { meQuery } from '../api/session.js'
import { Failure } from '../parts/failure.js'
import { Waiting } from '../parts/waiting.js'
import { NewAccountForm } from './new-account-form.js'
import { roles } from './roles.js'
import { SignInForm } from './sign-in-form.js'

interface InvitationProps {
  readonly token: string
  readonly link: LinkPurpose
  readonly onDone: () => unknown
}

/** An invitation: the signed-in person becomes a member, or somebody makes an account first. */
export function Invitation({ token, link, onDone }: InvitationProps) {
  const me = useQuery({ ...meQuery, retry: false })
  const [hasAccount, setHasAccount] = useState(false)
  const role = roles.find((entry) => entry.role === link.role)
  const readAgain = () => queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
  const signOut = async () => {
    await auth.signOut()
    queryClient.removeQueries({ queryKey: meQuery.queryKey })
    await me.refetch()
  }
  if (me.isPending) return <Waiting />
  const person = me.isError ? null : me.data?.person
  return (
    <Stack>
      <Text>
        You are invited to <bdi>{link.sectionName}</bdi>
        {role && ` as ${role.name.toLowerCase()}. ${role.may}`}
      </Text>
      {person ? (
        <JoinAs token={token} name={person.name} onDone={onDone} onOther={signOut} />
      ) : hasAccount ? (
        <>
          <SignInForm onSignedIn={readAgain} />
          <Button variant="subtle" onClick={() => setHasAccount(false)}>
            I have no account yet
          </Button>
        </>
      ) : (
        <>
          <NewAccountForm token={token} submit="Make the account and join" onDone={onDone} />
          <Button variant="subtle" onClick={() => setHasAccount(true)}>
            I have an account
          </Button>
        </>
      )}
    </Stack>
  )
}

interface JoinAsProps {
  readonly token: string
  readonly name: string
  readonly onDone: () => unknown
  readonly onOther: () => unknown
}

function JoinAs({ token, name, onDone, onOther }: JoinAsProps) {
  const join = useMutation({ mutationFn: () => spendLink({ token }), onSuccess: onDone })
  return (
    <Stack>
      {join.isError && <Failure error={join.error} />}
      <Button fullWidth loading={join.isPending} onClick={() => join.mutate()}>
        Join as&nbsp;<bdi>{name}</bdi>
      </Button>
      <Button variant="subtle" onClick={onOther}>
        Use another account
      </Button>
    </Stack>
  )
}
