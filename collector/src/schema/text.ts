import { checkName, isWellFormed, kindOf, MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '@milepost/sdk/contract'
import * as v from 'valibot'

/** A rule for a text that tells what it expected and received; `wrong` gives `undefined` for a text that is right. */
export const textRule = (wrong: (text: string) => { expected: string; received: string } | undefined) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    const found = dataset.typed ? wrong(dataset.value) : undefined
    if (found) addIssue({ ...found, message: `must be ${found.expected}, received ${found.received}` })
  })

/** A name of a section, a custom event or a field, by the contract's rule; surrounding space is dropped. */
export const nameSchema = v.pipe(
  v.string(),
  textRule(checkName),
  v.trim(),
  v.metadata({ description: `1 to ${MAX_NAME_LENGTH} characters on one line` }),
)

/** A custom event's description: any well-formed text, several lines too. */
export const descriptionSchema = v.pipe(
  v.string(),
  textRule((text) => {
    const { length } = [...text]
    if (isWellFormed(text) && length <= MAX_DESCRIPTION_LENGTH) return undefined
    const received = length > MAX_DESCRIPTION_LENGTH ? `${length} characters` : kindOf(text)
    return { expected: `text of at most ${MAX_DESCRIPTION_LENGTH} characters`, received }
  }),
  v.metadata({ description: `At most ${MAX_DESCRIPTION_LENGTH} characters` }),
)

/** An instant as it is told: ISO 8601, UTC. */
export const instantSchema = v.pipe(v.string(), v.isoTimestamp())
