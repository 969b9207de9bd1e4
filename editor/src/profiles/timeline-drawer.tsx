import { Drawer, Group, Stack, Text } from '@mantine/core'
import type { ProfileEvent } from '../api/profiles.js'
import { Facts, PageFacts, Part } from '../parts/facts.js'
import { Instant } from '../parts/instant.js'
import { JsonText } from '../parts/json-text.js'
import { textAt } from '../parts/record.js'
import { ValuesTable } from '../parts/values-table.js'
import { kindNames } from './kinds.js'
import { CategoryBadge } from './timeline-list.js'

interface TimelineDrawerProps {
  readonly event: ProfileEvent | undefined
  readonly onClose: () => void
}

/** One event of a profile, whole. */
export const TimelineDrawer = ({ event, onClose }: TimelineDrawerProps) => (
  <Drawer
    opened={event !== undefined}
    onClose={onClose}
    position="right"
    size="lg"
    title={
      event && (
        <Group gap="sm">
          <CategoryBadge category={event.category} />
          <Text component="span" fw={600} className="wrap-anywhere" dir="auto">
            {event.name}
          </Text>
        </Group>
      )
    }
  >
    {event && <Content event={event} />}
  </Drawer>
)

const vias = { ...kindNames, visitor: kindNames.visitorId }

const Content = ({ event }: { readonly event: ProfileEvent }) => (
  <Stack gap="lg">
    <Part title="Fields">
      <ValuesTable label="Fields" values={event.fields} />
    </Part>
    <Part title="Whose it is">
      <Facts
        facts={[
          ['Known by', vias[event.via]],
          ['Visitor ID', event.visitorId],
        ]}
      />
    </Part>
    <Part title="Consent">
      <ConsentFacts consent={event.consent} />
    </Part>
    <Part title="Page">
      <PageFacts page={event.page} />
    </Part>
    <Part title="When">
      <Facts
        facts={[
          ['Happened', <Instant key="at" at={event.occurredAt} />],
          ['Received', <Instant key="received" at={event.receivedAt} />],
        ]}
      />
    </Part>
    <Part title="What it is">
      <Facts
        facts={[
          ['Version', event.version],
          ['Source', event.source],
          ['ID', event.id],
        ]}
      />
    </Part>
    <Part title="As it is stored">
      <JsonText value={event} label="JSON" />
    </Part>
  </Stack>
)

function ConsentFacts({ consent }: Pick<ProfileEvent, 'consent'>) {
  if (!consent) {
    return (
      <Text size="sm" c="dimmed">
        None was told with it.
      </Text>
    )
  }
  const { purposes } = consent
  return (
    <Facts
      facts={[
        ['Given for', Array.isArray(purposes) && purposes.length ? purposes.join(', ') : 'Nothing beyond what is necessary'],
        ['Given at, by the sender’s clock', textAt(consent, 'at')],
      ]}
    />
  )
}
