import { useMutation } from '@tanstack/react-query'
import { changeDefinition, definitionsChanged, type Place, saveFields, type Version } from '../api/definitions.js'
import { tell } from '../parts/tell.js'
import { inputsOf } from './field-rows.js'
import type { DefinitionForm } from './use-definition-form.js'

interface SaveEditOptions {
  /** The version that the edit started from. */
  readonly base: Version
  readonly form: DefinitionForm
  /** Called with the version that now holds the fields; without an edit of them the one that did before. */
  readonly onSaved: (version: Version) => void
  readonly onSettled: () => void
}

/** Saves an edit: fields as a new version, all else without one. What is refused leaves the form as it is. */
export function useSaveEdit(place: Place, { base, form, onSaved, onSettled }: SaveEditOptions) {
  return useMutation({
    async mutationFn() {
      const { details, detailsChanged, rowsChanged, rows } = form
      // Fields first: they are what may be refused because of somebody else.
      const version = rowsChanged ? await saveFields(place, inputsOf(rows), base.number) : undefined
      if (detailsChanged) await changeDefinition(place, details)
      return version
    },
    onSuccess(version) {
      onSaved(version ? { ...base, ...version } : base)
      tell(version ? `Version ${version.number} is saved.` : 'Saved.')
    },
    async onSettled() {
      onSettled()
      // A refusal may mean that somebody else has saved: what is stored now tells who and when.
      await definitionsChanged(place.section)
    },
  })
}
