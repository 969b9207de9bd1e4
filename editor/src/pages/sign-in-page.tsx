import { Text } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { queryClient } from '../api/query-client.js'
import { BarePage } from '../people/bare-page.js'
import { SignInForm } from '../people/sign-in-form.js'

export function SignInPage() {
  const { next = '/sections' } = useSearch({ from: '/sign-in' })
  const router = useRouter()
  const goOn = () => {
    // What was read for whoever was signed in before is not for this person.
    queryClient.clear()
    return router.navigate({ href: next, replace: true })
  }
  return (
    <BarePage title="Sign in">
      <SignInForm onSignedIn={goOn} />
      <Text size="sm" c="dimmed">
        No account yet, or the password is gone? An owner of your section makes a link for you, under Members.
      </Text>
    </BarePage>
  )
}
