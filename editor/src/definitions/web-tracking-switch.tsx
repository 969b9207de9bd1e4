import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { changeDefinition, type Definition, definitionsChanged, type Place } from '../api/definitions.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { tell } from '../parts/tell.js'
import { useMay } from '../parts/use-may.js'
import { ConnectionState } from './connection-state.js'
import { lastSeenOf } from './last-seen.js'

interface WebTrackingSwitchProps {
  readonly definition: Definition
  readonly place: Place
}

/** Enables and disables web tracking, with what that means. */
export function WebTrackingSwitch({ definition, place }: WebTrackingSwitchProps) {
  const { webTracking } = definition
  const mayEdit = useMay(place.section, 'editor')
  const [asking, setAsking] = useState(false)
  const lastSeenAt = lastSeenOf(definition)
  const save = useMutation({
    mutationFn: (enabled: boolean) => changeDefinition(place, { webTracking: enabled }),
    onSuccess: ({ webTracking: enabled }) => tell(enabled ? 'Web tracking is enabled.' : 'Web tracking is disabled.'),
    async onSettled() {
      setAsking(false)
      await definitionsChanged(place.section)
    },
  })
  const change = (enabled: boolean) => (enabled || !lastSeenAt ? save.mutate(enabled) : setAsking(true))
  return (
    <Panel
      title="Web tracking"
      about="While it is off, there is no snippet for this custom event and nothing that pages send for it is accepted. Integrations with a secret key are not concerned."
    >
      <Group justify="space-between" gap="md">
        {mayEdit && (
          <Switch
            size="md"
            label="Accept this custom event from web pages"
            checked={webTracking}
            disabled={save.isPending}
            onChange={({ currentTarget }) => change(currentTarget.checked)}
          />
        )}
        <ConnectionState webTracking={webTracking} stats={{ lastSeenAt }} />
      </Group>
      {save.error && <Failure error={save.error} />}
      <Modal opened={asking} onClose={() => setAsking(false)} title="Disable web tracking?" closeButtonProps={{ 'aria-label': 'Close' }}>
        <Stack gap="md">
          <Text size="sm">
            Pages that have it installed keep sending. What they send will be rejected and kept in quarantine until web tracking is enabled
            again.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              Keep it enabled
            </Button>
            <Button color="red" loading={save.isPending} onClick={() => save.mutate(false)}>
              Disable
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Panel>
  )
}
