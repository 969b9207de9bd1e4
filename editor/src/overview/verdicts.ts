/** What becomes of an event, from the foot of a bar upwards, with its name and its colour. */
export const verdicts = [
  { verdict: 'accepted', name: 'Accepted', color: 'green-6' },
  { verdict: 'duplicate', name: 'Duplicate', color: 'gray-5' },
  { verdict: 'rejected', name: 'Rejected', color: 'red-6' },
] as const
