import { Alert, Button, Divider, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { compareVersions, type Field } from '@milepost/sdk/contract'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Place, Version } from '../api/definitions.js'
import { ChangeList } from './change-list.js'
import { MeasuredImpact } from './measured-impact.js'

interface ReviewModalProps {
  readonly place: Place
  readonly base: Version
  readonly fields: readonly Field[]
  /** Whether name or description are saved along with the fields. */
  readonly detailsChanged: boolean
  readonly isSaving: boolean
  readonly onSave: () => void
  readonly onClose: () => void
}

const impacts = {
  none: { color: 'green', title: 'Events of the present version stay valid', Icon: IconCircleCheck },
  some: { color: 'orange', title: 'Some events of the present version would fail', Icon: IconAlertTriangle },
  all: { color: 'red', title: 'Every event of the present version would fail', Icon: IconAlertTriangle },
} as const

/** Shows before an edit is saved what it changes, and what it would have done to the events that are stored. */
export function ReviewModal({ place, base, fields, detailsChanged, isSaving, onSave, onClose }: ReviewModalProps) {
  const { changes, impact } = compareVersions(base, { fields })
  const { color, title, Icon } = impacts[impact]
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Review version ${base.number + 1}`}
      closeButtonProps={{ 'aria-label': 'Close the review' }}
    >
      <Stack gap="md">
        <Section title={changes.length === 1 ? 'One change' : `${changes.length} changes`}>
          <ChangeList changes={changes} />
          {detailsChanged && (
            <Text size="sm" c="dimmed">
              Name or description are saved as well.
            </Text>
          )}
        </Section>
        <Alert color={color} p="sm" icon={<Icon aria-hidden />} title={title}>
          <Text size="sm">
            {impact === 'none'
              ? 'Whoever installs the new version can go on sending what is sent today.'
              : 'That is, if they named the new version. Whatever is installed names its own version and stays accepted; put new snippets where the new fields are to be sent.'}
          </Text>
        </Alert>
        <Section title="Measured on stored events">
          <MeasuredImpact place={place} fields={[...fields]} />
        </Section>
        <Divider />
        <Text size="sm">
          After saving, version {base.number} stays the current one until the new version is published, usually an hour later. Until then
          the fields are locked.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Go on editing
          </Button>
          <Button onClick={onSave} loading={isSaving} data-autofocus>
            Save version {base.number + 1}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Stack gap="xs" component="section">
    <Title order={3} size="h6">
      {title}
    </Title>
    {children}
  </Stack>
)
