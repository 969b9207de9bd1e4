import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type LinkPurpose, linkQuery } from '../api/links.js'
import { problemOf } from '../api/problem.js'
import { queryClient } from '../api/query-client.js'
import { Failure } from '../parts/failure.js'
import { Waiting } from '../parts/waiting.js'
import { BarePage } from '../people/bare-page.js'
import { Invitation } from '../people/invitation.js'
import { forgetLinkToken, useLinkToken } from '../people/link-token.js'
import { NewAccountForm } from '../people/new-account-form.js'
import { NewPasswordForm } from '../people/new-password-form.js'

export function JoinPage() {
  const token = useLinkToken()
  const link = useQuery({ ...linkQuery(token), enabled: token !== '' })
  const navigate = useNavigate()
  const onDone = async () => {
    // What was read for whoever was signed in before is not for this person; the link itself is still on the page.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'link' })
    await navigate({ to: '/sections', replace: true })
    forgetLinkToken()
  }
  if (!token || problemOf(link.error)?.code === 'link_unknown') return <DeadLink missing={!token} />
  if (link.isError)
    return (
      <BarePage title="The link could not be read">
        <Failure error={link.error} retry={link.refetch} />
      </BarePage>
    )
  if (link.isPending)
    return (
      <BarePage title="One moment">
        <Waiting label="Reading the link" />
      </BarePage>
    )
  return (
    <BarePage title={titleOf(link.data)}>
      {link.data.kind === 'setup' && (
        <>
          <Text>Make the first account. It owns every section, and it invites everybody else.</Text>
          <NewAccountForm token={token} submit="Make the owner account" onDone={onDone} />
        </>
      )}
      {link.data.kind === 'invitation' && <Invitation token={token} link={link.data} onDone={onDone} />}
      {link.data.kind === 'password' && <NewPasswordForm token={token} email={link.data.email ?? ''} onDone={onDone} />}
    </BarePage>
  )
}

const titleOf = ({ kind, sectionName, personName }: LinkPurpose): string =>
  kind === 'setup' ? 'Set Milepost up' : kind === 'invitation' ? `Join ${sectionName}` : `A new password for ${personName}`

const DeadLink = ({ missing }: { readonly missing: boolean }) => (
  <BarePage title="This link does not work">
    <Text>
      {missing
        ? 'The address holds no link. Open the whole link again, as it was given to you.'
        : 'It was used already, has expired or was withdrawn, or a newer one took its place. Each link works once.'}
    </Text>
    <Text size="sm" c="dimmed">
      An owner of the section makes a new one under Members. Whoever runs the collector makes a new set-up link by starting it again.
    </Text>
    <Button component={Link} to="/sign-in" variant="default">
      Go to sign-in
    </Button>
  </BarePage>
)
