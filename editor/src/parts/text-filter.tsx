import { Autocomplete } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'

interface TextFilterProps {
  readonly label: string
  readonly value: string | undefined
  readonly suggestions: string[]
  readonly onChange: (text: string) => void
  readonly error?: string | undefined
}

const TYPED_MS = 400

/** A text that a list is narrowed by, told once nobody types any more. */
export function TextFilter({ label, value = '', suggestions, onChange, error }: TextFilterProps) {
  const [text, setText] = useState(value)
  const tell = useDebouncedCallback(onChange, TYPED_MS)
  // The address changes by itself, too: "Clear the filters", and going back.
  useEffect(() => setText(value), [value])
  return (
    <Autocomplete
      label={label}
      placeholder="All"
      data={suggestions}
      value={text}
      error={error}
      onChange={(next) => {
        setText(next)
        tell(next)
      }}
    />
  )
}
