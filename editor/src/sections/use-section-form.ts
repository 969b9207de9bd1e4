import { useState } from 'react'
import { fieldErrors } from '../parts/field-errors.js'
import { originsOf } from './origins.js'

/** What a person types about a section, and what the collector says about it. */
export function useSectionForm(initial: { readonly name: string; readonly allowedOrigins: readonly string[] }) {
  const [name, setName] = useState(initial.name)
  const [origins, setOrigins] = useState<readonly string[]>(initial.allowedOrigins)
  const [errors, setErrors] = useState<Record<string, string>>({})
  return {
    name,
    setName,
    origins,
    setOrigins,
    errors,
    /** What is sent. Shown as well, so that errors stand beside the lines that they are about. */
    read() {
      const allowedOrigins = originsOf(origins)
      setOrigins(allowedOrigins)
      setErrors({})
      return { name: name.trim(), allowedOrigins }
    },
    /** @returns whether all of what is wrong can be shown beside fields */
    refuse(error: unknown) {
      const found = fieldErrors(error)
      setErrors(found)
      return Object.keys(found).length > 0 && Object.keys(found).every((path) => /^(name|allowedOrigins(\.\d+)?)$/.test(path))
    },
  }
}
