import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import type { Definition, Place, Version } from '../api/definitions.js'
import { Failure } from '../parts/failure.js'
import { DefinitionForm } from './definition-form.js'
import { EditConflict } from './edit-conflict.js'
import { EditLock, useLocked } from './edit-lock.js'
import { FieldList } from './field-list.js'
import { rowsOfFields } from './field-rows.js'
import { LeaveGuard } from './leave-guard.js'
import { rebaseRows } from './rebase-rows.js'
import { ReviewModal } from './review-modal.js'
import { mistakesIn, useDefinitionForm } from './use-definition-form.js'
import { useSaveEdit } from './use-save-edit.js'

interface EditFormProps {
  readonly definition: Definition
  readonly newest: Version
  readonly place: Place
}

type Details = Pick<Definition, 'name' | 'description' | 'purpose' | 'retentionYears'>

const valuesOf = ({ name, description, purpose, retentionYears }: Details, { fields }: Version) => ({
  name,
  description,
  settings: { purpose, retentionYears },
  rows: rowsOfFields(fields),
})

/** Edits a custom event. What somebody else saves meanwhile is told and never overwrites what is being edited. */
export function EditForm({ definition, newest, place }: EditFormProps) {
  const [initial] = useState(() => valuesOf(definition, newest))
  const [base, setBase] = useState(newest)
  const [reviewing, setReviewing] = useState(false)
  const form = useDefinitionForm(initial)
  const isLocked = useLocked(definition)
  const { detailsChanged, rowsChanged } = form
  const isDirty = detailsChanged || rowsChanged
  const isOutdated = newest.number > base.number
  const load = (details: Details, version: Version) => {
    setBase(version)
    form.load(valuesOf(details, version))
  }
  // Nothing of one's own is lost by showing what is saved now.
  if (isOutdated && !isDirty) load(definition, newest)

  const save = useSaveEdit(place, {
    base,
    form,
    onSaved: (version) => load({ name: form.name.trim(), description: form.description, ...form.settings }, version),
    onSettled: () => setReviewing(false),
  })
  const ask = () => {
    form.submit()
    if (mistakesIn(form)) return
    if (rowsChanged) setReviewing(true)
    else save.mutate()
  }
  const putOnNewest = () => {
    const rows = rebaseRows(form.rows, base.fields, newest.fields)
    setBase(newest)
    form.setSaved(valuesOf(definition, newest))
    form.dispatch({ do: 'replace', rows })
    save.reset()
  }
  const discard = () => {
    load(definition, newest)
    save.reset()
  }
  const isHeld = rowsChanged && (isLocked || isOutdated)
  return (
    <>
      <DefinitionForm
        form={form}
        discriminator={definition.discriminator}
        isPublished
        number={rowsChanged ? base.number + 1 : base.number}
        // What is being edited when somebody else saves stays editable; it only cannot be saved yet.
        fields={isLocked && !rowsChanged ? <FieldList fields={base.fields} /> : undefined}
        notice={
          <>
            {isOutdated && isDirty && <EditConflict base={base} newest={newest} onContinue={putOnNewest} onDiscard={discard} />}
            {isLocked && <EditLock definition={definition} section={place.section} />}
            {save.error && !isOutdated && !isLocked && <Failure error={save.error} title="It is not saved yet" />}
          </>
        }
        actions={
          <>
            <Button onClick={ask} loading={save.isPending && !reviewing} disabled={!isDirty || isHeld}>
              {rowsChanged ? 'Review and save' : 'Save'}
            </Button>
            <Button variant="default" disabled={!isDirty} onClick={discard}>
              Discard changes
            </Button>
            {isHeld && (
              <Text size="sm" c="dimmed">
                {isOutdated ? 'Decide first what becomes of the other version.' : 'The fields can be saved when the lock has ended.'}
              </Text>
            )}
          </>
        }
      />
      {reviewing && (
        <ReviewModal
          place={place}
          base={base}
          fields={form.checked.fields}
          detailsChanged={detailsChanged}
          isSaving={save.isPending}
          onSave={() => save.mutate()}
          onClose={() => setReviewing(false)}
        />
      )}
      <LeaveGuard dirty={isDirty} />
    </>
  )
}
