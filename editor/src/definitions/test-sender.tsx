import { Alert, Button, Group, SimpleGrid, Text } from '@mantine/core'
import { exampleFields } from '@milepost/sdk/contract'
import { IconCircleCheck, IconCircleX, IconSend } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { definitionsChanged, type Place, sendTest, type Version } from '../api/definitions.js'
import { Failure } from '../parts/failure.js'
import { IssueList } from '../parts/issue-list.js'
import { Panel } from '../parts/panel.js'
import { typeName } from './change-words.js'
import { fieldValueText, readFieldValue } from './field-value.js'
import { FieldValueInput } from './field-value-input.js'

interface TestSenderProps {
  readonly place: Place
  readonly version: Version
}

const TEST_SOURCE = 'Test'

/** Sends one event of a version through the same checks as any other, and shows its verdict. */
export function TestSender({ place, version }: TestSenderProps) {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(Object.entries(exampleFields(version, TEST_SOURCE)).map(([key, value]) => [key, fieldValueText(value)])),
  )
  const fields = [{ key: 'source', name: 'Source', type: 'text', required: true }, ...version.fields]
  const send = useMutation({
    mutationFn: () =>
      sendTest(place, version.number, Object.fromEntries(fields.map(({ key, type }) => [key, readFieldValue(type, texts[key] ?? '')]))),
    onSuccess: () => definitionsChanged(place.section),
  })
  return (
    <Panel
      title="Send a test event"
      about={`It is checked as version ${version.number} and stored like any other, so it can be seen in Live. Leave a field empty to not send it.`}
    >
      <form
        onSubmit={(submitted) => {
          submitted.preventDefault()
          send.mutate()
        }}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {fields.map(({ key, name, type, required }) => (
            <FieldValueInput
              key={key}
              type={type}
              label={<bdi className="wrap-anywhere">{name}</bdi>}
              description={`${typeName(type)}${required ? ', required' : ''}`}
              value={texts[key] ?? ''}
              onChange={(text) => setTexts((before) => ({ ...before, [key]: text }))}
            />
          ))}
        </SimpleGrid>
        <Group mt="md">
          <Button type="submit" loading={send.isPending} leftSection={<IconSend size={16} aria-hidden />}>
            Send test event
          </Button>
        </Group>
      </form>
      <div aria-live="polite">
        {send.error && <Failure error={send.error} title="It could not be sent" />}
        {send.data && <Verdict verdict={send.data.verdict} />}
      </div>
    </Panel>
  )
}

type ToldVerdict = Awaited<ReturnType<typeof sendTest>>['verdict']

function Verdict({ verdict }: { readonly verdict: ToldVerdict }) {
  if (verdict.status !== 'rejected') {
    return (
      <Alert color="green" icon={<IconCircleCheck aria-hidden />} title="Accepted">
        <Text size="sm" className="wrap-anywhere">
          Stored with the ID {verdict.id}.
        </Text>
      </Alert>
    )
  }
  return (
    <Alert color="red" icon={<IconCircleX aria-hidden />} title="Rejected">
      <IssueList issues={verdict.issues} />
    </Alert>
  )
}
