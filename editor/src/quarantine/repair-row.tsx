import { ActionIcon, Autocomplete, Fieldset, Group, Select, TextInput, Tooltip } from '@mantine/core'
import { fieldTypes, type Repair, repairKinds } from '@milepost/sdk/contract'
import { IconX } from '@tabler/icons-react'
import type { Draft, DraftIssue } from './draft.js'

const kindNames: Readonly<Record<Repair['kind'], string>> = {
  rename: 'Rename a field',
  convert: 'Convert a value',
  default: 'Fill in a default',
  drop: 'Drop a field',
}

interface RepairRowProps {
  readonly number: number
  readonly draft: Draft
  readonly issue: DraftIssue | undefined
  /** Keys that the rejected events have. */
  readonly sentKeys: string[]
  /** Keys that the version has, the source field among them. */
  readonly knownKeys: string[]
  readonly onChange: (draft: Draft) => void
  readonly onRemove: () => void
}

/** One repair, put together. */
export function RepairRow({ number, draft, issue, sentKeys, knownKeys, onChange, onRemove }: RepairRowProps) {
  const { kind, field, to, type, value } = draft
  const wrong = (at: DraftIssue['at']) => (issue?.at === at ? { error: issue.message } : {})
  return (
    <Fieldset legend={`Repair ${number}`} p="sm">
      <Group gap="sm" align="flex-start">
        <Select
          label="Kind"
          data={repairKinds.map((name) => ({ value: name, label: kindNames[name] }))}
          value={kind}
          allowDeselect={false}
          onChange={(chosen) => chosen && onChange({ ...draft, kind: chosen as Repair['kind'] })}
          flex="1 1 160px"
        />
        <Autocomplete
          label={kind === 'rename' ? 'From' : 'Field'}
          // A default is for a field of the version; the others are about what was sent.
          data={kind === 'default' ? knownKeys : sentKeys}
          value={field}
          onChange={(next) => onChange({ ...draft, field: next })}
          flex="1 1 160px"
          {...wrong('field')}
        />
        {kind === 'rename' && (
          <Autocomplete
            label="To"
            data={knownKeys}
            value={to}
            onChange={(next) => onChange({ ...draft, to: next })}
            flex="1 1 160px"
            {...wrong('to')}
          />
        )}
        {kind === 'convert' && (
          <Select
            label="To"
            data={fieldTypes.map((entry) => ({ value: entry.type, label: entry.name }))}
            value={type}
            allowDeselect={false}
            onChange={(chosen) => chosen && onChange({ ...draft, type: chosen as Draft['type'] })}
            flex="1 1 160px"
          />
        )}
        {kind === 'default' && (
          <TextInput
            label="Value where none was sent"
            dir="auto"
            value={value}
            onChange={({ currentTarget }) => onChange({ ...draft, value: currentTarget.value })}
            flex="1 1 160px"
            {...wrong('value')}
          />
        )}
        <Tooltip label="Remove">
          <ActionIcon variant="subtle" color="gray" size="input-sm" mt={25} aria-label={`Remove repair ${number}`} onClick={onRemove}>
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Fieldset>
  )
}
