import { NativeSelect, Radio, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import type { TargetName } from '@milepost/snippet-generator'
import type { Place, Version } from '../api/definitions.js'
import { Panel } from '../parts/panel.js'
import { FillRow } from './fill-row.js'
import classes from './fill-row.module.css'
import { snippetChoices } from './snippet-choices.js'
import { SnippetCode } from './snippet-code.js'
import { useSnippetForm } from './use-snippet-form.js'

interface SnippetMakerProps {
  readonly place: Place
  readonly versions: readonly Version[]
  readonly version: Version
  readonly current: number
  readonly onVersion: (number: number) => void
}

/** Makes the snippet that installs a version: for which kind of page, and where its values come from. */
export function SnippetMaker({ place, versions, version, current, onVersion }: SnippetMakerProps) {
  const form = useSnippetForm(place, version)
  const options = versions.toReversed().map(({ number }) => ({
    value: String(number),
    label: `Version ${number}${number === current ? ', the current one' : number > current ? ', pending' : ''}`,
  }))
  return (
    <Panel title="Snippet" about="Choose how it is installed and where its values come from, then put the finished snippet into the page.">
      <Radio.Group label="How it is installed" value={form.target} onChange={(value) => form.setTarget(value as TargetName)}>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" mt={6}>
          {snippetChoices.targets.map(({ name, title, description }) => (
            <Radio key={name} value={name} label={title} description={description} />
          ))}
        </SimpleGrid>
      </Radio.Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label="Version"
          description="A pending one is not accepted before its instant"
          data={options}
          value={String(version.number)}
          onChange={({ currentTarget }) => onVersion(Number(currentTarget.value))}
        />
        <TextInput
          label="Nonce"
          description="Only for pages with a content security policy that asks for one"
          placeholder="{{ nonce }}"
          dir="ltr"
          value={form.nonce}
          error={form.errors.nonce}
          onChange={({ currentTarget }) => form.setNonce(currentTarget.value)}
        />
      </SimpleGrid>
      <Stack gap="xs" component="section" aria-label="Where the values come from">
        <Title order={3} size="h6">
          Where the values come from
        </Title>
        <Text size="xs" c="dimmed">
          {form.filled} of {form.fields.length} filled. What is left gets an example value to replace by hand.
        </Text>
        <ul className={classes.list}>
          {form.fields.map((field) => (
            <FillRow
              key={field.key}
              field={field}
              entry={form.entries[field.key]}
              error={form.errors[`fill.${field.key}`]}
              onChange={form.setEntry}
            />
          ))}
        </ul>
      </Stack>
      <SnippetCode form={form} discriminator={place.discriminator} />
    </Panel>
  )
}
