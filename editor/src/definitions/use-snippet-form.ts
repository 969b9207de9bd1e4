import { useDebouncedValue } from '@mantine/hooks'
import type { TargetName } from '@milepost/snippet-generator'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { type Place, plainSnippet, snippetQuery, type Version } from '../api/definitions.js'
import { fieldErrors } from '../parts/field-errors.js'
import { type FillEntry, fillsOf } from './fill-form.js'
import { snippetChoices } from './snippet-choices.js'

const TYPING_MS = 400

/** The source field is filled like any other. */
const sourceField = { key: 'source', name: 'Source', type: 'text', required: true } as const

/** What a snippet is to be made from, and the snippet as it is made. */
export function useSnippetForm(place: Place, version: Version) {
  const [target, setTarget] = useState<TargetName>(plainSnippet.target)
  const [nonce, setNonce] = useState('')
  const [entries, setEntries] = useState<Readonly<Record<string, FillEntry>>>({})
  const fields = [sourceField, ...version.fields]
  const fill = fillsOf(entries, fields, snippetChoices.sources)
  const request = { target, ...(nonce.trim() && { nonce: nonce.trim() }), ...(Object.keys(fill).length > 0 && { fill }) }
  // Compared as text, because the object is a new one on every render.
  const [settled] = useDebouncedValue(JSON.stringify(request), TYPING_MS)
  const snippet = useQuery({
    ...snippetQuery(place, version.number, JSON.parse(settled) as typeof request),
    // The code that was there stays until the next has come.
    placeholderData: keepPreviousData,
  })
  const setEntry = useCallback((key: string, entry: FillEntry) => setEntries((before) => ({ ...before, [key]: entry })), [])
  return {
    fields,
    target,
    setTarget,
    nonce,
    setNonce,
    entries,
    setEntry,
    filled: Object.keys(fill).length,
    snippet,
    errors: fieldErrors(snippet.error),
  }
}
