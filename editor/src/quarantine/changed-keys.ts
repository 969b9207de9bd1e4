type Values = Readonly<Record<string, unknown>>

/** Keys whose value is not the same on the other side: `gone` of those before, `made` of those after. */
export function changedKeys(before: Values, after: Values): { gone: Set<string>; made: Set<string> } {
  const differs = (a: Values, b: Values) => (key: string) => !Object.hasOwn(b, key) || JSON.stringify(a[key]) !== JSON.stringify(b[key])
  return {
    gone: new Set(Object.keys(before).filter(differs(before, after))),
    made: new Set(Object.keys(after).filter(differs(after, before))),
  }
}
