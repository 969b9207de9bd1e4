import { Code, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { SettingsFields } from './settings-fields.js'
import type { DefinitionForm } from './use-definition-form.js'

interface DetailsFormProps {
  readonly form: DefinitionForm
  /** What code calls the custom event. */
  readonly discriminator: string
  /** Whether the discriminator is decided already. */
  readonly isPublished: boolean
}

/** What people call the custom event, and what becomes of its events: changed at any time without a new version. */
export function DetailsForm({ form, discriminator, isPublished }: DetailsFormProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Name"
        dir="auto"
        required
        // Everything else is marked where it is needed, and a label is easier to find without.
        withAsterisk={false}
        placeholder="Order created"
        value={form.name}
        error={form.submitted && form.nameError}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        description={
          <>
            Discriminator <Code>{discriminator}</Code>{' '}
            {isPublished
              ? 'stays as it is, so that what is installed keeps working.'
              : 'is what code calls it, for ever; with a number behind it where that is taken.'}
          </>
        }
        onChange={({ currentTarget }) => form.setName(currentTarget.value)}
      />
      <Textarea
        label="Description"
        dir="auto"
        autosize
        minRows={2}
        maxRows={8}
        placeholder="When it happens, and what it is used for"
        value={form.description}
        error={form.descriptionError}
        onChange={({ currentTarget }) => form.setDescription(currentTarget.value)}
      />
      {isPublished && (
        <>
          <SettingsFields settings={form.settings} saved={form.savedSettings} onChange={form.setSettings} />
          <Text size="xs" c="dimmed">
            Changing any of these makes no new version.
          </Text>
        </>
      )}
    </Stack>
  )
}
