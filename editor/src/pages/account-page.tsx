import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { AppearancePanel } from '../account/appearance-panel.js'
import { NamePanel } from '../account/name-panel.js'
import { PasskeysPanel } from '../account/passkeys-panel.js'
import { PasswordPanel } from '../account/password-panel.js'
import { SessionsPanel } from '../account/sessions-panel.js'
import { meQuery } from '../api/session.js'
import { PageHead } from '../parts/page-head.js'

export function AccountPage() {
  const person = useQuery(meQuery).data?.person
  return (
    <Stack maw={820} mx="auto" gap={0}>
      <PageHead title="Account">Who you are here, and how you sign in.</PageHead>
      <Stack>
        {person && (
          <>
            <NamePanel name={person.name} email={person.email} />
            <PasswordPanel email={person.email} />
            <PasskeysPanel />
          </>
        )}
        <AppearancePanel />
        <SessionsPanel />
      </Stack>
    </Stack>
  )
}
