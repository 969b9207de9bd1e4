import { Alert, Stack } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { sectionQuery } from '../api/sections.js'
import { Failure } from '../parts/failure.js'
import { PageHead } from '../parts/page-head.js'
import { useMay } from '../parts/use-may.js'
import { Waiting } from '../parts/waiting.js'
import { DroppedPanel } from '../sections/dropped-panel.js'
import { GeneralPanel } from '../sections/general-panel.js'
import { KeyPanel } from '../sections/key-panel.js'

export function SettingsPage() {
  const { section: id } = useParams({ from: '/signed-in/sections/$section/settings' })
  const section = useQuery(sectionQuery(id))
  const mayChange = useMay(id, 'owner')
  return (
    <Stack maw={900} gap={0}>
      <PageHead title="Settings">How the section is called, which pages may send to it, and with which key.</PageHead>
      {section.isPending && <Waiting />}
      {section.isError && <Failure error={section.error} retry={section.refetch} />}
      {section.data && (
        <Stack>
          {!mayChange && (
            <Alert color="gray" icon={<IconEye aria-hidden />}>
              Only owners of the section change these.
            </Alert>
          )}
          {/* Another section is another form: nothing typed goes along. */}
          <GeneralPanel key={id} id={id} name={section.data.name} allowedOrigins={section.data.allowedOrigins} mayChange={mayChange} />
          <KeyPanel section={id} writeKey={section.data.writeKey} retired={section.data.retiredWriteKeys} mayChange={mayChange} />
          <DroppedPanel dropped={section.data.dropped} />
        </Stack>
      )}
    </Stack>
  )
}
