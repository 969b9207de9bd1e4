/** Whether a value is an object with keys, as JSON has them. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields of something that was sent, whatever it is: none where it has none. */
export const fieldsOf = (sent: unknown): Record<string, unknown> => (isRecord(sent) && isRecord(sent.fields) ? sent.fields : {})

/** A text at a key of something that was sent; `undefined` where it is none. */
export const textAt = (sent: unknown, key: string): string | undefined => {
  const value = isRecord(sent) ? sent[key] : undefined
  return typeof value === 'string' ? value : undefined
}
