import { Alert, Stack, Text, Textarea } from '@mantine/core'
import { type DefinitionVersion, MAX_BODY_BYTES } from '@milepost/sdk/contract'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useDeferredValue, useMemo } from 'react'
import { IssueList } from '../parts/issue-list.js'
import { type PastedEvent, readPasted } from './read-pasted.js'

/** More verdicts than anybody reads. */
const SHOWN = 20

interface EventCheckProps {
  readonly version: Pick<DefinitionVersion, 'id' | 'fields'>
  readonly text: string
  readonly onChange: (text: string) => void
}

/** A box to paste an event into, with the verdict that the collector would give. */
export function EventCheck({ version, text, onChange }: EventCheckProps) {
  const deferred = useDeferredValue(text)
  const pasted = useMemo(() => readPasted(deferred, version), [deferred, version])
  return (
    <Stack gap="sm">
      <Textarea
        label="Event to check"
        description="A whole event as JSON, or only its fields. It stays on this page."
        placeholder='{ "source": "Website" }'
        dir="ltr"
        autosize
        minRows={5}
        maxRows={16}
        maxLength={MAX_BODY_BYTES}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        value={text}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <Stack gap="xs" aria-live="polite">
        {pasted.kind === 'unreadable' && (
          <Alert color="orange" p="sm">
            {pasted.reason}
          </Alert>
        )}
        {pasted.kind === 'events' && pasted.events.slice(0, SHOWN).map((event, index) => <Verdict key={keyAt(index)} event={event} />)}
        {pasted.kind === 'events' && pasted.events.length > SHOWN && (
          <Text size="sm" c="dimmed">
            And {pasted.events.length - SHOWN} more.
          </Text>
        )}
      </Stack>
    </Stack>
  )
}

const keyAt = (index: number) => `verdict-${index}`

const Verdict = ({ event: { as, issues, names } }: { readonly event: PastedEvent }) => (
  <Alert
    p="sm"
    color={issues.length ? 'red' : 'green'}
    icon={issues.length ? <IconCircleX aria-hidden /> : <IconCircleCheck aria-hidden />}
    title={issues.length ? 'Rejected' : 'Accepted'}
  >
    {issues.length > 0 && <IssueList issues={issues} />}
    {as === 'fields' && <Text size="xs">Checked as the fields of an event.</Text>}
    {names && (
      <Text size="xs" className="wrap-anywhere">
        It names {names}; its fields are checked under the version in this form.
      </Text>
    )}
  </Alert>
)
