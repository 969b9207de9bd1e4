import { Alert, Anchor, Code, Collapse, List, Loader, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { FieldInput } from '@milepost/sdk/contract'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FieldsPreview, type Place, previewQuery } from '../api/definitions.js'
import { Ago } from '../parts/ago.js'
import { Failure } from '../parts/failure.js'

const number = new Intl.NumberFormat()

interface MeasuredImpactProps {
  readonly place: Place
  readonly fields: FieldInput[]
}

/** How events that have really arrived would fare under proposed fields, and who still sends which version. */
export function MeasuredImpact({ place, fields }: MeasuredImpactProps) {
  const { data, error, refetch } = useQuery(previewQuery(place, fields))
  if (error) return <Failure error={error} title="The stored events could not be checked" retry={refetch} />
  if (!data) {
    return (
      <Text size="sm" c="dimmed" role="status">
        <Loader size="xs" mr={8} /> Checking the stored events against the new fields…
      </Text>
    )
  }
  const { measured, senders } = data
  return (
    <Stack gap="sm">
      <Measured {...measured} />
      {senders.length > 0 && (
        <Stack gap={4}>
          <Text size="sm" fw={600}>
            Who sends which version
          </Text>
          <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: 'none' }} aria-label="Senders">
            {senders.map((sender) => (
              <Sender key={sender.version} {...sender} />
            ))}
          </Stack>
        </Stack>
      )}
    </Stack>
  )
}

function Measured({ events, failing, issues }: FieldsPreview['measured']) {
  if (events === 0) {
    return (
      <Alert color="gray" p="sm">
        No event is stored yet, so there is nothing that this could break.
      </Alert>
    )
  }
  if (failing === 0) {
    return (
      <Alert color="green" p="sm" icon={<IconCircleCheck aria-hidden />}>
        {events === 1 ? 'The one stored event' : `All of the last ${number.format(events)} stored events`} would pass.
      </Alert>
    )
  }
  return (
    <Alert
      color="orange"
      p="sm"
      icon={<IconAlertTriangle aria-hidden />}
      title={`${number.format(failing)} of the last ${number.format(events)} stored ${events === 1 ? 'event' : 'events'} would have failed`}
    >
      <List size="sm">
        {issues.map(({ code, field, count }) => (
          <List.Item key={`${code} ${field}`}>
            {number.format(count)} × <Code>{field}</Code> {words[code] ?? code}
          </List.Item>
        ))}
      </List>
      <Text size="xs" mt={6}>
        Stored events stay as they are. Pages keep sending the version they have installed, which stays accepted.
      </Text>
    </Alert>
  )
}

/** Issue codes as they read after a field's key. */
const words: Readonly<Record<string, string>> = {
  field_required: 'is required and was not sent',
  field_unknown: 'is not defined any more',
  field_type: 'is of another type',
  field_too_long: 'is too long',
}

function Sender({ version, count, lastSeenAt, pages }: FieldsPreview['senders'][number]) {
  const [opened, { toggle }] = useDisclosure()
  return (
    <li>
      <Text size="sm">
        Version {version}: {number.format(count)} {count === 1 ? 'event' : 'events'}, last <Ago at={lastSeenAt} />
        {pages.length > 0 && (
          <>
            {' · '}
            <Anchor component="button" type="button" size="sm" aria-expanded={opened} onClick={toggle}>
              {pages.length === 1 ? '1 page' : `${pages.length} pages`}
            </Anchor>
          </>
        )}
      </Text>
      <Collapse expanded={opened}>
        <List size="xs" mt={4} className="wrap-anywhere">
          {pages.map((page) => (
            <List.Item key={page.host + page.path}>
              {page.host ? page.host + page.path : 'No page: sent by a program'} ({number.format(page.count)})
            </List.Item>
          ))}
        </List>
      </Collapse>
    </li>
  )
}
