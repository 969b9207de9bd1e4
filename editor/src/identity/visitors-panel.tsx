import { Radio, Stack, Switch, Text } from '@mantine/core'
import type { ConsentState } from '@milepost/sdk/contract'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { useSettings } from './use-settings.js'

const starts: readonly { readonly state: ConsentState; readonly name: string; readonly means: string }[] = [
  {
    state: 'granted',
    name: 'Granted',
    means: 'Everything is sent from the start. For pages that need not ask, or that load the snippet only after asking.',
  },
  {
    state: 'pending',
    name: 'Pending',
    means:
      'Events wait in memory. Nothing is written to the browser or sent before somebody agrees; what waits is dropped when they refuse.',
  },
  { state: 'denied', name: 'Denied', means: 'Nothing is kept, written or sent before somebody agrees.' },
]

/** Whether pages know their visitors, and what they need for it. */
export function VisitorsPanel({ section }: { readonly section: string }) {
  const { shown, save, isFixed } = useSettings(section)
  if (!shown) return null
  return (
    <Panel
      title="Visitors"
      about="A page script that knows visitors gives each browser a random ID, so that what is done in it lands on one profile, heeds consent, and lets a page say who somebody is. It is up to 350 bytes larger, compressed; otherwise none of this reaches a page."
    >
      {save.isError && <Failure error={save.error} />}
      <Stack gap="lg">
        <Switch
          label="Page scripts know visitors"
          description="Off: no ID is made, and nothing is stored about the browser."
          checked={shown.visitors}
          disabled={isFixed}
          onChange={({ currentTarget }) => save.mutate({ visitors: currentTarget.checked })}
        />
        <Radio.Group
          label="Where consent starts"
          description="What holds in a page until it tells what somebody has chosen."
          value={shown.consentStart}
          onChange={(state) => save.mutate({ consentStart: state as ConsentState })}
        >
          <Stack gap="sm" mt="xs">
            {starts.map(({ state, name, means }) => (
              <Radio key={state} value={state} label={name} description={means} disabled={isFixed} />
            ))}
          </Stack>
        </Radio.Group>
        <Switch
          label="Honour Global Privacy Control"
          description="Browsers send it for people who do not want to be followed, and some laws ask to heed it. The purposes analytics and marketing then count as denied, in the page and at the collector, whatever somebody has agreed to."
          checked={shown.honourGpc}
          disabled={isFixed}
          onChange={({ currentTarget }) => save.mutate({ honourGpc: currentTarget.checked })}
        />
        <Text size="sm" c="dimmed">
          Installed snippets keep working as they are: visitors and where consent starts concern snippets that are generated from now on.
        </Text>
      </Stack>
    </Panel>
  )
}
