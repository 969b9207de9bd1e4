import { Alert, Drawer, Group, Stack, Text } from '@mantine/core'
import type { Recent } from '../api/recent.js'
import { Facts, PageFacts, Part } from '../parts/facts.js'
import { Instant } from '../parts/instant.js'
import { IssueList } from '../parts/issue-list.js'
import { JsonText } from '../parts/json-text.js'
import { TextLink } from '../parts/links.js'
import { fieldsOf, textAt } from '../parts/record.js'
import { ValuesTable } from '../parts/values-table.js'
import { VerdictBadge } from '../parts/verdict-badge.js'

interface ArrivalDrawerProps {
  readonly section: string
  readonly row: Recent | undefined
  readonly onClose: () => void
}

/** One row, whole. */
export const ArrivalDrawer = ({ section, row, onClose }: ArrivalDrawerProps) => (
  <Drawer
    opened={row !== undefined}
    onClose={onClose}
    position="right"
    size="lg"
    title={
      row && (
        <Group gap="sm">
          <VerdictBadge verdict={row.status} />
          <Text component="span" fw={600} className="wrap-anywhere">
            {row.version ?? 'No version'}
          </Text>
        </Group>
      )
    }
  >
    {row && <Content section={section} row={row} />}
  </Drawer>
)

function Content({ section, row }: { readonly section: string; readonly row: Recent }) {
  const rejected = row.status === 'rejected'
  const sent = rejected ? row.event : row
  return (
    <Stack gap="lg">
      {rejected && (
        <Part title="Why it was rejected">
          <IssueList issues={row.issues} />
        </Part>
      )}
      <Part title="Fields">
        <ValuesTable label="Fields" values={fieldsOf(sent)} />
      </Part>
      <Part title="Page">
        <PageFacts page={row.page} />
      </Part>
      <Part title="When">
        {!rejected && row.clamped && (
          <Alert color="yellow">The sender’s clock was far off, so the time of arrival stands in for the time it happened.</Alert>
        )}
        <Facts
          facts={[
            ...(rejected
              ? [['Happened, by the sender’s clock', textAt(row.event, 'occurredAt')] as const]
              : [
                  ['Happened', <Instant key="at" at={row.occurredAt} />] as const,
                  ['By the sender’s clock', row.senderOccurredAt] as const,
                  ['Sent, by the sender’s clock', row.sentAt] as const,
                ]),
            ...(rejected ? [['First received', <Instant key="first" at={row.firstReceivedAt} />] as const] : []),
            ['Received', <Instant key="received" at={row.receivedAt} />],
            ...(rejected && row.count > 1 ? [['Sent so often', String(row.count)] as const] : []),
          ]}
        />
      </Part>
      <Part title="Who">
        <Facts
          facts={[
            ['ID', row.id],
            ['Visitor', rejected ? textAt(row.event, 'visitorId') : row.visitorId],
            ...(rejected || !row.profileId
              ? []
              : [['Profile', <ProfileLink key="profile" section={section} profile={row.profileId} />] as const]),
          ]}
        />
      </Part>
      <Part title={rejected ? 'As it was sent' : 'As it is stored'}>
        <JsonText value={sent} label="JSON" />
      </Part>
    </Stack>
  )
}

const ProfileLink = ({ section, profile }: { readonly section: string; readonly profile: string }) => (
  <TextLink to="/sections/$section/profiles/$profile" params={{ section, profile }} inherit>
    {profile}
  </TextLink>
)
