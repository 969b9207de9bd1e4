import { Alert, Stack } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { sectionQuery } from '../api/sections.js'
import { CountryPanel } from '../identity/country-panel.js'
import { ProofPanel } from '../identity/proof-panel.js'
import { SecretsPanel } from '../identity/secrets-panel.js'
import { VisitorsPanel } from '../identity/visitors-panel.js'
import { Failure } from '../parts/failure.js'
import { PageHead } from '../parts/page-head.js'
import { useMay } from '../parts/use-may.js'
import { Waiting } from '../parts/waiting.js'

/** How a section knows people. */
export function VisitorsPage() {
  const { section } = useParams({ from: '/signed-in/sections/$section/visitors' })
  const { isPending, isSuccess, error, refetch } = useQuery(sectionQuery(section))
  const isOwner = useMay(section, 'owner')
  return (
    <Stack maw={900} gap={0}>
      <PageHead title="Visitors and identity">
        Whether pages know who comes back, what they need for it, and how they prove who somebody is.
      </PageHead>
      {isPending && <Waiting />}
      {error && <Failure error={error} retry={refetch} />}
      {isSuccess && (
        <Stack>
          {!isOwner && (
            <Alert color="gray" icon={<IconEye aria-hidden />}>
              Only owners of the section change these.
            </Alert>
          )}
          <VisitorsPanel section={section} />
          <ProofPanel section={section} />
          {isOwner && <SecretsPanel section={section} />}
          <CountryPanel section={section} />
        </Stack>
      )}
    </Stack>
  )
}
