import { Button, Group, Stack, Text } from '@mantine/core'
import { IconRefresh, IconUserOff } from '@tabler/icons-react'
import { useIsFetching, useQuery } from '@tanstack/react-query'
import { Navigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { problemOf } from '../api/problem.js'
import { type Erasure, profileQuery, profilesChanged } from '../api/profiles.js'
import { EmptyState } from '../parts/empty-state.js'
import { Failure } from '../parts/failure.js'
import { Instant } from '../parts/instant.js'
import { ButtonLink, TextLink } from '../parts/links.js'
import { PageHead } from '../parts/page-head.js'
import { useMay } from '../parts/use-may.js'
import { Waiting } from '../parts/waiting.js'
import { ForgetPanel } from '../profiles/forget-panel.js'
import { IdentifiersPanel } from '../profiles/identifiers-panel.js'
import { MergesPanel } from '../profiles/merges-panel.js'
import { Receipt } from '../profiles/receipt.js'
import { TimelinePanel } from '../profiles/timeline-panel.js'

export function ProfilePage() {
  const { section, profile } = useParams({ from: '/signed-in/sections/$section/profiles/$profile' })
  return (
    <Stack maw={1000} gap={0}>
      <Text size="sm" mb="xs">
        <TextLink to="/sections/$section/profiles" params={{ section }} inherit>
          Profiles
        </TextLink>
      </Text>
      <Content key={`${section} ${profile}`} section={section} id={profile} />
    </Stack>
  )
}

function Content({ section, id }: { readonly section: string; readonly id: string }) {
  const [receipt, setReceipt] = useState<Erasure>()
  return receipt ? (
    <Receipt section={section} profile={id} erasure={receipt} />
  ) : (
    <Profile section={section} id={id} onErased={setReceipt} />
  )
}

interface ProfileProps {
  readonly section: string
  readonly id: string
  readonly onErased: (erasure: Erasure) => void
}

function Profile({ section, id, onErased }: ProfileProps) {
  const profile = useQuery(profileQuery(section, id))
  const isReading = useIsFetching({ queryKey: profileQuery(section, id).queryKey }) > 0
  const isOwner = useMay(section, 'owner')
  // One that was merged into another is found there.
  if (profile.data && profile.data.id !== id)
    return <Navigate to="/sections/$section/profiles/$profile" params={{ section, profile: profile.data.id }} replace />
  return (
    <>
      <PageHead
        // The title is kept in the browser's history: it is nobody's name.
        title="Profile"
        actions={
          profile.data && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={18} aria-hidden />}
              loading={isReading}
              onClick={() => profilesChanged(section)}
            >
              Refresh
            </Button>
          )
        }
      >
        {profile.data && <Seen {...profile.data} />}
      </PageHead>
      {profile.isPending && <Waiting />}
      {problemOf(profile.error)?.code === 'profile_unknown' ? (
        <Unknown section={section} />
      ) : (
        profile.isError && <Failure error={profile.error} retry={profile.refetch} />
      )}
      {profile.data && (
        <Stack>
          <IdentifiersPanel profile={profile.data} />
          {profile.data.merges.length > 0 && <MergesPanel section={section} profile={profile.data} />}
          {isOwner ? (
            <ForgetPanel section={section} profile={profile.data} onErased={onErased} />
          ) : (
            <Text size="sm" c="dimmed">
              Owners of the section can hand out all that is stored of somebody, and forget it.
            </Text>
          )}
          <TimelinePanel section={section} profile={id} />
        </Stack>
      )}
    </>
  )
}

const Seen = ({ firstSeenAt, lastSeenAt }: { readonly firstSeenAt: string | null; readonly lastSeenAt: string | null }) =>
  firstSeenAt && lastSeenAt ? (
    <>
      First seen <Instant at={firstSeenAt} />, last seen <Instant at={lastSeenAt} />.
    </>
  ) : (
    'Nothing is known of what they did.'
  )

const Unknown = ({ section }: { readonly section: string }) => (
  <EmptyState
    icon={<IconUserOff aria-hidden />}
    title="There is no such profile"
    action={
      <Group>
        <ButtonLink to="/sections/$section/profiles" params={{ section }} variant="default">
          Find somebody
        </ButtonLink>
      </Group>
    }
  >
    It was erased, or there never was one at this address in this section.
  </EmptyState>
)
