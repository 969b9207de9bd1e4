import { Button, Stack, Text } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { auth } from '../api/auth.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { tell } from '../parts/tell.js'
import { Waiting } from '../parts/waiting.js'
import { passkeysWork } from '../people/use-passkey-sign-in.js'
import { authAnswer } from './auth-answer.js'
import { PasskeyRow } from './passkey-row.js'

export const passkeysQuery = { queryKey: ['passkeys'], queryFn: () => authAnswer(auth.passkey.listUserPasskeys()) }

/** Passkeys of the signed-in person. */
export function PasskeysPanel() {
  const client = useQueryClient()
  const passkeys = useQuery(passkeysQuery)
  const add = useMutation({
    mutationFn: () => authAnswer(auth.passkey.addPasskey({ name: `Passkey ${(passkeys.data?.length ?? 0) + 1}` })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: passkeysQuery.queryKey })
      tell('The passkey is added. It signs you in from now on.')
    },
  })
  return (
    <Panel
      title="Passkeys"
      about="Sign in with your fingerprint, your face or the PIN of your device. Nothing to remember, and nothing that can be stolen from here."
    >
      {add.isError && <Failure error={add.error} />}
      {passkeys.isPending && <Waiting />}
      {passkeys.isError && <Failure error={passkeys.error} retry={passkeys.refetch} />}
      {passkeys.data?.length === 0 && <Text size="sm">You have none yet.</Text>}
      {passkeys.data && passkeys.data.length > 0 && (
        <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
          {passkeys.data.map((passkey) => (
            <PasskeyRow
              key={passkey.id}
              id={passkey.id}
              name={passkey.name || 'Passkey'}
              createdAt={new Date(passkey.createdAt).toISOString()}
            />
          ))}
        </Stack>
      )}
      {passkeysWork() ? (
        <Button
          variant="default"
          leftSection={<IconFingerprint size={18} aria-hidden />}
          loading={add.isPending}
          onClick={() => add.mutate()}
          style={{ alignSelf: 'flex-start' }}
        >
          Add a passkey
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          This browser offers no passkeys at this address.
        </Text>
      )}
    </Panel>
  )
}
