import { checkFields, type DefinitionVersion, rulesOf } from '@milepost/sdk/contract'
import { fieldsOf } from '../parts/record.js'

interface SampleIssue {
  readonly code: string
  readonly field?: string | undefined
}

/**
 * What is wrong with the fields of samples under a version, each kind once. Not what they were rejected for: that may have been another
 * version, or none, and behind an unknown version there may be fields that do not fit either.
 */
export function sampleIssues(samples: readonly unknown[], version: Pick<DefinitionVersion, 'id' | 'fields'>): SampleIssue[] {
  const found = new Map<string, SampleIssue>()
  for (const sample of samples) {
    for (const { code, field } of checkFields(rulesOf(version), fieldsOf(sample))) found.set(`${code} ${field}`, { code, field })
  }
  return [...found.values()]
}
