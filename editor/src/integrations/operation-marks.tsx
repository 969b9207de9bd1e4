import { Group, VisuallyHidden } from '@mantine/core'
import { IconEye, IconEyeOff, IconPencil, IconPencilOff } from '@tabler/icons-react'
import { choiceOf, choiceWords, type Operation } from '../definitions/operations.js'

const marks = [
  { operation: 'read', On: IconEye, Off: IconEyeOff },
  { operation: 'write', On: IconPencil, Off: IconPencilOff },
] as const

/** Reading and writing as two pictures, each crossed out where it is not allowed; in words for those who do not see them. */
export function OperationMarks({ operations }: { readonly operations: readonly Operation[] }) {
  const { label } = choiceWords[choiceOf(operations)]
  return (
    <Group gap={6} wrap="nowrap" justify="center" title={label}>
      {marks.map(({ operation, On, Off }) =>
        operations.includes(operation) ? (
          <On key={operation} size={20} color="var(--mantine-color-green-light-color)" aria-hidden />
        ) : (
          <Off key={operation} size={20} color="var(--mantine-color-dimmed)" opacity={0.7} aria-hidden />
        ),
      )}
      <VisuallyHidden>{label}</VisuallyHidden>
    </Group>
  )
}
