import { Alert, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { definitionQuery } from '../api/definitions.js'
import { problemOf } from '../api/problem.js'
import type { QuarantineGroupDetails } from '../api/quarantine.js'
import { counted } from '../parts/count.js'
import { DefinitionPicker } from '../parts/definition-picker.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { Waiting } from '../parts/waiting.js'
import { RepairBuilder } from './repair-builder.js'

interface RepairPanelProps {
  readonly section: string
  readonly group: QuarantineGroupDetails
}

/** Repair and replay: as the custom event that the group names, or as one that a person picks where it names none that exists. */
export function RepairPanel({ section, group }: RepairPanelProps) {
  const [picked, setPicked] = useState<string>()
  const discriminator = picked ?? group.discriminator ?? ''
  const definition = useQuery({ ...definitionQuery({ section, discriminator }), enabled: discriminator !== '' })
  const unknown = discriminator === '' || problemOf(definition.error)?.status === 404
  return (
    <Panel
      title="Repair and replay"
      about={`${counted(group.held, 'event')} held. A replayed one keeps its ID and the time it happened, so it is stored once, where it belongs; the original stays here.`}
    >
      {group.held === 0 && (
        <Alert color="green" icon={<IconCheck aria-hidden />}>
          Nothing is held any more. What is rejected alike from now on joins this group again.
        </Alert>
      )}
      {(unknown || picked !== undefined) && (
        <>
          <Text size="sm">They name no custom event that there is. Choose the one that they are meant to be.</Text>
          <DefinitionPicker
            section={section}
            value={picked}
            onChange={setPicked}
            label="As which custom event"
            placeholder="Choose one"
            w={280}
          />
        </>
      )}
      {discriminator && definition.isPending && <Waiting />}
      {definition.isError && !unknown && <Failure error={definition.error} retry={definition.refetch} />}
      {definition.data && (
        <RepairBuilder key={definition.data.discriminator} section={section} group={group} definition={definition.data} />
      )}
    </Panel>
  )
}
