import { Accordion, Badge, Group, Stack, Text } from '@mantine/core'
import type { Sample } from '../api/quarantine.js'
import { counted } from '../parts/count.js'
import { Instant } from '../parts/instant.js'
import { IssueList } from '../parts/issue-list.js'
import { JsonText } from '../parts/json-text.js'
import { Panel } from '../parts/panel.js'
import { fieldsOf } from '../parts/record.js'

/** The newest events of a group, whole. */
export const SamplesPanel = ({ samples }: { readonly samples: readonly Sample[] }) => (
  <Panel title="Samples" about="The newest ones, as they were sent.">
    <Accordion variant="separated" order={3}>
      {samples.map((sample, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an event without an ID has nothing else that tells it from others
        <Accordion.Item key={index} value={String(index)}>
          <Accordion.Control>
            <Group gap="sm">
              <Text size="sm">
                <Instant at={sample.receivedAt} />
              </Text>
              <Text size="sm" c="dimmed" className="wrap-anywhere" lineClamp={1}>
                {wrongValues(sample)}
              </Text>
              {sample.repairedAt && (
                <Badge variant="light" color="green">
                  repaired
                </Badge>
              )}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="sm">
              {sample.repairedAt && (
                <Text size="sm">
                  A repaired copy was stored <Instant at={sample.repairedAt} />.
                </Text>
              )}
              {sample.count > 1 && (
                <Text size="sm">
                  Sent {counted(sample.count, 'time')} since <Instant at={sample.firstReceivedAt} />.
                </Text>
              )}
              <IssueList issues={sample.issues} />
              <JsonText value={sample.event} label={`JSON of sample ${index + 1}`} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  </Panel>
)

/** Values of the fields that are wrong, which is what tells one sample from the next. */
const wrongValues = ({ issues, event }: Sample): string => {
  const values = fieldsOf(event)
  return issues
    .flatMap(({ field }) => (field && Object.hasOwn(values, field) ? [`${field} ${JSON.stringify(values[field])}`] : []))
    .join(', ')
}
