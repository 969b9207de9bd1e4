import { checkName, MAX_DESCRIPTION_LENGTH } from '@milepost/sdk/contract'
import { useCallback, useMemo, useReducer, useState } from 'react'
import { changeRows, checkRows, type FieldRow, sameRows } from './field-rows.js'
import { type Settings, usualSettings } from './settings.js'

/** What a custom event's form holds. */
export interface FormValues {
  readonly name: string
  readonly description: string
  /** @default those of a custom event that was just made */
  readonly settings?: Settings
  readonly rows: readonly FieldRow[]
}

/** The state of a custom event's form, and what the contract says of it. */
export function useDefinitionForm(initial: FormValues) {
  const [saved, setSaved] = useState(initial)
  const [name, setName] = useState(initial.name)
  const [description, setDescription] = useState(initial.description)
  const [settings, setSettings] = useState(initial.settings ?? usualSettings)
  const [rows, dispatch] = useReducer(changeRows, initial.rows)
  const [submitted, setSubmitted] = useState(false)
  const checked = useMemo(() => checkRows(rows), [rows])
  const wrongName = checkName(name)
  const length = [...description].length
  // Only what was changed here is sent: what somebody else has changed meanwhile stays theirs.
  const { settings: savedSettings = usualSettings } = saved
  const details = {
    ...(name.trim() !== saved.name && { name: name.trim() }),
    ...(description !== saved.description && { description }),
    ...(settings.purpose !== savedSettings.purpose && { purpose: settings.purpose }),
    ...(settings.retentionYears !== savedSettings.retentionYears && { retentionYears: settings.retentionYears }),
  }
  const detailsChanged = Object.keys(details).length > 0
  const rowsChanged = !sameRows(rows, saved.rows)
  const load = useCallback((values: FormValues) => {
    setSaved(values)
    setName(values.name)
    setDescription(values.description)
    setSettings(values.settings ?? usualSettings)
    dispatch({ do: 'replace', rows: values.rows })
    setSubmitted(false)
  }, [])
  return {
    name,
    setName,
    description,
    setDescription,
    settings,
    savedSettings,
    setSettings,
    rows,
    dispatch,
    checked,
    nameError: wrongName && `Must be ${wrongName.expected}, received ${wrongName.received}`,
    descriptionError:
      length > MAX_DESCRIPTION_LENGTH ? `Must be at most ${MAX_DESCRIPTION_LENGTH} characters, received ${length}` : undefined,
    /** Name, description and settings, as far as they have been changed. */
    details,
    detailsChanged,
    rowsChanged,
    /** Whether a person has tried to save: from then on everything that is wrong shows. */
    submitted,
    submit: () => setSubmitted(true),
    /** Takes values for the saved ones, and shows them. */
    load,
    /** Takes values for the saved ones and leaves what is being edited. */
    setSaved,
  }
}

export type DefinitionForm = ReturnType<typeof useDefinitionForm>

/** Everything that keeps a form from being saved. */
export const mistakesIn = ({ nameError, descriptionError, checked }: DefinitionForm): number =>
  Number(nameError !== undefined) + Number(descriptionError !== undefined) + checked.issues.size
