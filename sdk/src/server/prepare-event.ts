import { checkEnvelope } from '../contract/check-event.js'
import { checkFields } from '../contract/check-fields.js'
import { explainIssues } from '../contract/explain-issues.js'
import { type Issue, issue, kindOf } from '../contract/issue.js'
import { identifierKinds } from '../contract/person.js'
import type { ServerEvent } from './server-event.js'

/** An event that may leave, or the reasons why it does not. */
export type PreparedEvent =
  | { readonly id: string; readonly json: string; readonly bytes: number }
  | { readonly id: string; readonly issues: readonly Issue[] }

/**
 * Checks an event by the rules that the collector has, and writes it as it travels. Never throws.
 * @param source for events that bring none of their own
 */
export function prepareEvent({ definition, values, details }: ServerEvent, source: string | undefined): PreparedEvent {
  const { id, occurredAt, profile, consent } = details
  try {
    // Read once, so that what is checked is what leaves.
    const fields = { source, ...values }
    const json = JSON.stringify({ id, version: definition.version, occurredAt, profile, consent, fields })
    const issues = [...checkEnvelope(JSON.parse(json)), ...checkProfile(profile), ...checkFields(definition.fields, fields)]
    if (issues.length) return { id, issues: explainIssues(issues, fields) }
    return { id, json, bytes: new TextEncoder().encode(json).length }
  } catch {
    // Not what was thrown: it may hold values.
    return { id, issues: [issue('event_invalid', undefined, 'readable', 'an error')] }
  }
}

/** What an identifier has to be before it is normalised, which only the collector can: it knows the section's country. */
function checkProfile(profile: unknown): Issue[] {
  const entries = typeof profile == 'object' && profile ? Object.entries(profile) : []
  const [[kind = '', value] = []] = entries
  if (entries.length != 1 || !identifierKinds.some((each) => each == kind))
    return [
      issue('profile_invalid', 'profile', `exactly one of ${identifierKinds.join(', ')}`, entries.length ? 'another' : kindOf(profile)),
    ]
  return typeof value == 'string' && value.trim()
    ? []
    : [issue('identifier_invalid', `profile.${kind}`, 'text', typeof value == 'string' ? 'no text' : kindOf(value))]
}
