import { Alert, Select, SimpleGrid, Stack } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { longOptions } from '../parts/long-options.js'
import { isShorter, keptText, type Purpose, purposes, type Settings, yearsWith } from './settings.js'

interface SettingsFieldsProps {
  readonly settings: Settings
  readonly saved: Settings
  readonly onChange: (settings: Settings) => void
}

const FOR_EVER = 'for ever'

/** What events are collected for and how long they are kept, with what a change of it means. */
export function SettingsFields({ settings, saved, onChange }: SettingsFieldsProps) {
  const { purpose, retentionYears } = settings
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <Select
          label="Purpose"
          data={purposes.map((entry) => ({ value: entry.purpose, label: entry.name }))}
          value={purpose}
          allowDeselect={false}
          description={purposes.find((entry) => entry.purpose === purpose)?.means}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          onChange={(chosen) => chosen && onChange({ ...settings, purpose: chosen as Purpose })}
        />
        <Select
          label="Keep its events"
          data={[
            { value: FOR_EVER, label: 'For ever' },
            ...yearsWith(saved.retentionYears).map((years) => ({ value: String(years), label: keptText(years).replace('f', 'F') })),
          ]}
          value={retentionYears === null ? FOR_EVER : String(retentionYears)}
          allowDeselect={false}
          description="Counted from when each arrived. Profiles stay."
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          {...longOptions}
          onChange={(chosen) => chosen && onChange({ ...settings, retentionYears: chosen === FOR_EVER ? null : Number(chosen) })}
        />
      </SimpleGrid>
      {purpose !== 'necessary' && purpose !== saved.purpose && (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />}>
          What pages send without consent to this purpose will be refused. Pages have to tell consent: let page scripts know visitors, and
          generate the snippets again.
        </Alert>
      )}
      {isShorter(retentionYears, saved.retentionYears) && (
        <Alert color="orange" icon={<IconAlertTriangle aria-hidden />}>
          Events that are older will be removed within hours of saving, for ever.
        </Alert>
      )}
    </Stack>
  )
}
