import { Button, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey, IconPlug } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { type IntegrationKey, integrationKeysQuery } from '../api/integration-keys.js'
import { KeyExample } from '../integrations/key-example.js'
import { KeyView } from '../integrations/key-view.js'
import { KeysTable } from '../integrations/keys-table.js'
import { MakeKey } from '../integrations/make-key.js'
import { EmptyState } from '../parts/empty-state.js'
import { Failure } from '../parts/failure.js'
import { LoadMore } from '../parts/load-more.js'
import { OwnersOnly } from '../parts/owners-only.js'
import { PageHead } from '../parts/page-head.js'
import { useMay } from '../parts/use-may.js'
import { Waiting } from '../parts/waiting.js'

/** Secret keys with which backends write and read. */
export function IntegrationsPage() {
  const { section } = useParams({ from: '/signed-in/sections/$section/integrations' })
  const isOwner = useMay(section, 'owner')
  const [making, { open, close }] = useDisclosure()
  const make = (
    <Button leftSection={<IconKey size={18} aria-hidden />} onClick={open}>
      Make a key
    </Button>
  )
  return (
    <Stack maw={1000} gap={0}>
      <PageHead title="Integrations" actions={isOwner && make}>
        Programs with a secret key: they store events on the profiles of people whom they know, and read what they may.
      </PageHead>
      <OwnersOnly section={section} may="see its integration keys and make them">
        <Keys section={section} />
        <MakeKey section={section} opened={making} onClose={close} />
      </OwnersOnly>
    </Stack>
  )
}

function Keys({ section }: { readonly section: string }) {
  const keys = useInfiniteQuery(integrationKeysQuery(section))
  const [viewed, setViewed] = useState<IntegrationKey>()
  return (
    <Stack gap="lg">
      {keys.isPending && <Waiting />}
      {keys.isError && <Failure error={keys.error} retry={keys.refetch} />}
      {keys.data?.length === 0 && (
        <EmptyState icon={<IconPlug aria-hidden />} title="No integration yet">
          An integration is a program of yours that knows its customers: a shop’s backend, a warehouse, a CRM. It sends what no page sees,
          such as a paid invoice, by email, mobile number or CRM ID, and it lands on the same profile as what the person did on your pages.
          Each one gets a key of its own.
        </EmptyState>
      )}
      {keys.data && keys.data.length > 0 && (
        <div>
          <KeysTable section={section} keys={keys.data} onView={setViewed} />
          <LoadMore {...keys} />
        </div>
      )}
      {keys.data && <KeyExample section={section} />}
      <KeyView section={section} integrationKey={viewed} onClose={() => setViewed(undefined)} />
    </Stack>
  )
}
