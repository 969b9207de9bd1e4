import { NativeSelect, TextInput } from '@mantine/core'
import { fieldTypeOf } from '@milepost/sdk/contract'
import type { ReactNode } from 'react'
import { fromLocalInput, toLocalInput } from './field-value.js'

interface FieldValueInputProps {
  readonly type: string
  readonly label: ReactNode
  readonly description?: ReactNode
  readonly value: string
  readonly error?: string | undefined
  readonly onChange: (value: string) => void
}

/** The control for a value of a field type, by what the type itself says it is entered with. */
export function FieldValueInput({ type, onChange, value, error, ...texts }: FieldValueInputProps) {
  const input = fieldTypeOf(type)?.input
  if (input === 'checkbox') {
    // Not a checkbox: whether `false` is sent or nothing at all are two things.
    const choices = [
      { value: '', label: 'Not sent' },
      { value: 'true', label: 'True' },
      { value: 'false', label: 'False' },
    ]
    return (
      <NativeSelect {...texts} data={choices} value={value} error={error} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
    )
  }
  if (input === 'datetime-local') {
    return (
      <TextInput
        {...texts}
        type="datetime-local"
        step={1}
        value={toLocalInput(value)}
        error={error}
        onChange={({ currentTarget }) => onChange(fromLocalInput(currentTarget.value))}
      />
    )
  }
  // A number is entered as text: what is not one is told by the contract, instead of vanishing.
  return (
    <TextInput
      {...texts}
      dir="auto"
      {...(input === 'date' && { type: 'date' })}
      {...(input === 'number' && { inputMode: 'decimal' as const })}
      value={value}
      error={error}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}
