import { Badge } from '@mantine/core'

const colors = { accepted: 'green', duplicate: 'gray', rejected: 'red' } as const

/** A verdict as a word; the colour only helps. */
export const VerdictBadge = ({ verdict }: { readonly verdict: keyof typeof colors }) => (
  <Badge variant="light" color={colors[verdict]} autoContrast>
    {verdict}
  </Badge>
)
