import { Badge, Code, Group, NativeSelect, Stack, Switch, Table, Text } from '@mantine/core'
import type { Field } from '@milepost/sdk/contract'
import { type ReactNode, useState } from 'react'
import type { Version } from '../api/definitions.js'
import { changeKinds, typeName } from './change-words.js'
import { type DiffRow, diffRows } from './diff-rows.js'
import classes from './version-diff.module.css'

interface VersionDiffProps {
  readonly versions: readonly Version[]
  readonly from: number
  readonly to: number
  readonly onChange: (from: number, to: number) => void
}

/** Two versions side by side, field by field. */
export function VersionDiff({ versions, from, to, onChange }: VersionDiffProps) {
  const [onlyChanges, setOnlyChanges] = useState(false)
  const [left, right] = [from, to].map((number) => versions.find((version) => version.number === number))
  const options = versions.toReversed().map(({ number }) => ({ value: String(number), label: `Version ${number}` }))
  const rows = left && right ? diffRows(left, right) : []
  const changed = rows.filter(({ changes }) => changes.length)
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <NativeSelect
          label="From"
          data={options}
          value={String(from)}
          onChange={({ currentTarget }) => onChange(Number(currentTarget.value), to)}
        />
        <NativeSelect
          label="To"
          data={options}
          value={String(to)}
          onChange={({ currentTarget }) => onChange(from, Number(currentTarget.value))}
        />
        <Switch label="Only changes" mb={8} checked={onlyChanges} onChange={({ currentTarget }) => setOnlyChanges(currentTarget.checked)} />
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {changed.length === 0 ? 'The fields are the same.' : `${changed.length} of ${rows.length} fields differ.`}
      </Text>
      <Table
        layout="fixed"
        aria-label={`Version ${from} and version ${to}`}
        className={classes.table ?? ''}
        withTableBorder
        withColumnBorders
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version {from}</Table.Th>
            <Table.Th>Version {to}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(onlyChanges ? changed : rows).map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  )
}

const Row = ({ row: { from, to, changes } }: { readonly row: DiffRow }) => (
  <Table.Tr data-changed={changes.length > 0 || undefined}>
    <Side field={from} removed={!to} />
    <Side field={to}>
      {changes.map(({ kind }) => (
        <Badge key={kind} variant="light" color={changeKinds[kind].color} tt="none">
          {changeKinds[kind].says}
        </Badge>
      ))}
    </Side>
  </Table.Tr>
)

interface SideProps {
  readonly field: Field | undefined
  readonly removed?: boolean
  readonly children?: ReactNode
}

const Side = ({ field, removed = false, children }: SideProps) => (
  <Table.Td className="wrap-anywhere" style={{ verticalAlign: 'top' }}>
    <Stack gap={2} align="flex-start">
      {field ? (
        <>
          <Text size="sm" fw={600} dir="auto" {...(removed && { td: 'line-through' as const })}>
            {field.name}
          </Text>
          <Code dir="ltr">{field.key}</Code>
          <Text size="xs" c="dimmed">
            {typeName(field.type)}, {field.required ? 'required' : 'optional'}
          </Text>
        </>
      ) : (
        <Text size="sm" c="dimmed">
          Not there
        </Text>
      )}
      {children && <Group gap={4}>{children}</Group>}
    </Stack>
  </Table.Td>
)
