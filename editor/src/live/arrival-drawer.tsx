import { Alert, Anchor, Drawer, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Recent } from '../api/recent.js'
import { Instant } from '../parts/instant.js'
import { IssueList } from '../parts/issue-list.js'
import { JsonText } from '../parts/json-text.js'
import { fieldsOf, textAt } from '../parts/record.js'
import { ValuesTable } from '../parts/values-table.js'
import { VerdictBadge } from '../parts/verdict-badge.js'

interface ArrivalDrawerProps {
  readonly row: Recent | undefined
  readonly onClose: () => void
}

/** One row, whole. */
export const ArrivalDrawer = ({ row, onClose }: ArrivalDrawerProps) => (
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
    {row && <Content row={row} />}
  </Drawer>
)

function Content({ row }: { readonly row: Recent }) {
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
          ]}
        />
      </Part>
      <Part title={rejected ? 'As it was sent' : 'As it is stored'}>
        <JsonText value={sent} label="JSON" />
      </Part>
    </Stack>
  )
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Stack component="section" gap="xs" aria-label={title}>
    <Title order={3} size="h6">
      {title}
    </Title>
    {children}
  </Stack>
)

/** Only http and https lead anywhere: an address comes from whoever sent it. */
const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url)

function PageFacts({ page }: { readonly page: unknown }) {
  const url = textAt(page, 'url')
  const facts: Fact[] = [
    [
      'Address',
      url && isWebAddress(url) ? (
        <Anchor key="url" href={url} target="_blank" rel="noopener noreferrer" inherit>
          {url}
        </Anchor>
      ) : (
        url
      ),
    ],
    ['Title', textAt(page, 'title')],
    ['Came from', textAt(page, 'referrer')],
  ]
  return facts.some(([, value]) => value) ? <Facts facts={facts} /> : <NotSent />
}

type Fact = readonly [name: string, value: ReactNode]

const NotSent = () => (
  <Text size="sm" c="dimmed">
    Not sent.
  </Text>
)

const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <Stack component="dl" gap={6} m={0}>
    {facts.map(([name, value]) => (
      <div key={name}>
        <Text component="dt" size="xs" c="dimmed">
          {name}
        </Text>
        <Text component="dd" size="sm" m={0} dir="auto" className="wrap-anywhere">
          {value || '—'}
        </Text>
      </div>
    ))}
  </Stack>
)
