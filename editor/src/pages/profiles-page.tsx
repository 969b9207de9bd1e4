import { Stack } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { PageHead } from '../parts/page-head.js'
import { FindProfile } from '../profiles/find-profile.js'
import { WaysToProfiles } from '../profiles/ways-to-profiles.js'

export function ProfilesPage() {
  const { section } = useParams({ from: '/signed-in/sections/$section/profiles' })
  return (
    <Stack maw={1000} gap={0}>
      <PageHead title="Profiles">What one person did, in one timeline, whatever browser or system reported it.</PageHead>
      <Stack>
        <FindProfile key={section} section={section} />
        <WaysToProfiles />
      </Stack>
    </Stack>
  )
}
