import { useMutation } from '@tanstack/react-query'
import { changeDefinition, type Definition, definitionsChanged, type Place } from '../api/definitions.js'
import { DefinitionPage } from '../definitions/definition-page.js'
import type { Operations } from '../definitions/operations.js'
import { OperationsMatrix } from '../definitions/operations-matrix.js'
import { Failure } from '../parts/failure.js'
import { Panel } from '../parts/panel.js'
import { tell } from '../parts/tell.js'
import { useMay } from '../parts/use-may.js'

/** What integrations may do with the events of a custom event. */
export const OperationsPage = () => (
  <DefinitionPage title="Allowed operations">
    {(definition, place) => <AllowedOperations definition={definition} place={place} />}
  </DefinitionPage>
)

function AllowedOperations({ definition, place }: { readonly definition: Definition; readonly place: Place }) {
  const mayEdit = useMay(place.section, 'editor')
  const save = useMutation({
    mutationFn: (allowedOperations: Operations) => changeDefinition(place, { allowedOperations }),
    onSuccess: () => tell('Saved.'),
    onSettled: () => definitionsChanged(place.section),
  })
  return (
    <Panel
      title="Allowed operations"
      about="Integrations find a profile by an email address, a mobile number or a CRM ID. Choose for each what they may do with this custom event. It binds API keys and integrations only, never this editor or the web snippet."
    >
      {save.error && <Failure error={save.error} />}
      <OperationsMatrix
        // What was chosen shows at once; a refusal brings back what is stored.
        operations={save.isPending ? save.variables : definition.allowedOperations}
        onChange={mayEdit ? save.mutate : undefined}
        isSaving={save.isPending}
      />
    </Panel>
  )
}
