import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useRef } from 'react'

interface OriginsFieldProps {
  readonly value: readonly string[]
  readonly onChange: (origins: string[]) => void
  /** What the collector says, by path: `allowedOrigins.2`. */
  readonly errors: Readonly<Record<string, string>>
  readonly readOnly?: boolean
}

/** The list of origins whose pages may send to a section, one per line. */
export function OriginsField({ value, onChange, errors, readOnly = false }: OriginsFieldProps) {
  const add = useRef<HTMLButtonElement>(null)
  const change = (index: number, origin: string) => onChange(value.map((entry, place) => (place === index ? origin : entry)))
  const remove = (index: number) => {
    onChange(value.filter((_, place) => place !== index))
    // The button that was pressed is gone: the keyboard goes on at what is always there.
    add.current?.focus()
  }
  return (
    <Fieldset legend="Allowed origins">
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {value.length
            ? 'Only pages of these origins may send to this section: scheme, host and port, without a path.'
            : 'The list is empty: pages of every origin may send to this section.'}
        </Text>
        {errors.allowedOrigins && (
          <Text size="sm" c="red" role="alert">
            {errors.allowedOrigins}
          </Text>
        )}
        {value.map((origin, index) => (
          <Group
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other identity while it is typed
            key={index}
            gap="xs"
            wrap="nowrap"
            align="flex-start"
          >
            <TextInput
              aria-label={`Origin ${index + 1}`}
              placeholder="https://shop.example"
              // Not of the type url: the collector says better than a browser what an origin is.
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              value={origin}
              readOnly={readOnly}
              error={errors[`allowedOrigins.${index}`]}
              // An empty line that was just added is where one goes on typing.
              autoFocus={!readOnly && origin === ''}
              flex={1}
              onChange={({ currentTarget }) => change(index, currentTarget.value)}
            />
            {!readOnly && (
              <Tooltip label="Remove">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="input-sm"
                  aria-label={`Remove origin ${index + 1}`}
                  onClick={() => remove(index)}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </Group>
        ))}
        {!readOnly && (
          <Button
            ref={add}
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange([...value, ''])}
            style={{ alignSelf: 'flex-start' }}
          >
            Add an origin
          </Button>
        )}
      </Stack>
    </Fieldset>
  )
}
