export { isCalendarDate, isInstant } from './calendar.js'
export { checkDefinition, checkName, type DefinitionIssue, type FieldInput } from './check-definition.js'
export { checkEnvelope, checkEvent, type Verdict, type WireEvent } from './check-event.js'
export { checkFields, type FieldRules } from './check-fields.js'
export { checkFieldsOf, rulesOf } from './check-fields-of.js'
export { checkIdentification, isIdentification } from './check-identification.js'
export { byteLength, isEventId, isText, nestsDeeperThan } from './check-parts.js'
export { compareVersions, type FieldChange, type Impact, type VersionComparison } from './compare-versions.js'
export {
  type Category,
  categories,
  type DefinitionVersion,
  discriminatorOf,
  type Field,
  fieldKeyOf,
  parseVersionId,
  versionId,
} from './definition.js'
export { exampleFields } from './example-event.js'
export { explainIssues } from './explain-issues.js'
export type { FieldCheck, FieldRule, FieldType } from './field-type.js'
export { type FieldTypeName, fieldTypeNames, fieldTypeOf, fieldTypes, isOfType } from './fields/index.js'
export { type Issue, type IssueCode, issue, isWellFormed, kindOf } from './issue.js'
export { toJsonSchema } from './json-schema.js'
export * from './limits.js'
export {
  type Consent,
  type ConsentPurpose,
  type ConsentState,
  consentPurposes,
  consentStates,
  type Identification,
  type Identifier,
  type IdentifierKind,
  identifierKinds,
  type Purpose,
  purposes,
} from './person.js'
export { applyRepairs, type Repair, repairKinds } from './repair.js'
