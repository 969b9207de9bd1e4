import { Stack, Text } from '@mantine/core'
import type { Definition, Place } from '../api/definitions.js'
import { DefinitionPage } from '../definitions/definition-page.js'
import { DefinitionPreview } from '../definitions/definition-preview.js'
import { EditForm } from '../definitions/edit-form.js'
import { FieldList } from '../definitions/field-list.js'
import { keptText, purposes } from '../definitions/settings.js'
import { useMay } from '../parts/use-may.js'

/** Edits a custom event, or shows it to those who may not. */
export const EditPage = () => (
  <DefinitionPage title="Edit">
    {(definition, place) => <Edit key={definition.discriminator} definition={definition} place={place} />}
  </DefinitionPage>
)

function Edit({ definition, place }: { readonly definition: Definition; readonly place: Place }) {
  const mayEdit = useMay(place.section, 'editor')
  const newest = definition.versions.at(-1)
  if (!newest) return null
  if (mayEdit) return <EditForm definition={definition} newest={newest} place={place} />
  const { purpose, retentionYears } = definition
  const told = purposes.find((entry) => entry.purpose === purpose)
  return (
    <Stack gap="lg">
      <Text size="sm">
        Its purpose: {told?.name.toLowerCase() ?? purpose}. {told?.means} Its events are kept {keptText(retentionYears)}.
      </Text>
      <FieldList fields={newest.fields} />
      <DefinitionPreview version={newest} />
    </Stack>
  )
}
