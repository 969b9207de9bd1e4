import { Alert, Button, Code, List, Stack, Text, TextInput } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Definition, definitionsChanged, hideDefinition, type Place } from '../api/definitions.js'
import { categoryTabOf } from '../definitions/categories.js'
import { DefinitionPage } from '../definitions/definition-page.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { tell } from '../parts/tell.js'
import { useMay } from '../parts/use-may.js'

/** Hides a custom event, for ever. */
export const HidePage = () => (
  <DefinitionPage title="Hide">{(definition, place) => <Hide definition={definition} place={place} />}</DefinitionPage>
)

function Hide({ definition: { category, discriminator, name }, place }: { readonly definition: Definition; readonly place: Place }) {
  const navigate = useNavigate()
  const mayEdit = useMay(place.section, 'editor')
  const [typed, setTyped] = useState('')
  const hide = useMutation({
    mutationFn: () => hideDefinition(place),
    async onSuccess() {
      tell(`${name} is hidden.`)
      await navigate({ to: '/sections/$section/data-model/$tab', params: { section: place.section, tab: categoryTabOf(category).tab } })
      await definitionsChanged(place.section)
    },
  })
  const matches = typed.trim() === discriminator
  return (
    <Panel title="Hide this custom event" about="For a custom event that is over. There is no way to bring it back.">
      <List size="sm" spacing={6}>
        <List.Item>It disappears from profiles, lists, pickers and activities, here and everywhere else.</List.Item>
        <List.Item>Nothing new is accepted for it: what pages still send is rejected and kept in quarantine.</List.Item>
        <List.Item>What it has received is not deleted, but can no longer be looked at in this editor.</List.Item>
        <List.Item>Its discriminator stays taken: no other custom event gets it.</List.Item>
      </List>
      <Alert color="red" p="sm" icon={<IconEyeOff aria-hidden />}>
        This cannot be undone.
      </Alert>
      {mayEdit ? (
        <form
          onSubmit={(submitted) => {
            submitted.preventDefault()
            if (matches) hide.mutate()
          }}
        >
          <Stack gap="sm" align="flex-start">
            <TextInput
              w="100%"
              maw={420}
              label="Type the discriminator to confirm"
              description={<Code>{discriminator}</Code>}
              dir="ltr"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
            <Button type="submit" color="red" disabled={!matches} loading={hide.isPending}>
              Hide for ever
            </Button>
            {hide.error && <Failure error={hide.error} />}
          </Stack>
        </form>
      ) : (
        <Text size="sm" c="dimmed">
          Editors and owners of the section can hide it.
        </Text>
      )}
    </Panel>
  )
}
