import { Badge, Code, Group, Stack, Text } from '@mantine/core'
import type { FieldChange } from '@milepost/sdk/contract'
import { changeDetail, changeKinds, impactWords } from './change-words.js'

/** What changes from one version to the next, field by field, and what that does to events of the present shape. */
export const ChangeList = ({ changes }: { readonly changes: readonly FieldChange[] }) => (
  <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }} aria-label="Changes">
    {changes.map((change) => {
      const { kind, key, from, to, impact } = change
      const { says, color } = changeKinds[kind]
      const detail = changeDetail(change)
      return (
        <li key={kind + key}>
          <Group gap={8} className="wrap-anywhere">
            <Badge color={color} variant="light" tt="none">
              {says}
            </Badge>
            <Text size="sm" fw={600} dir="auto">
              {(to ?? from)?.name}
            </Text>
            <Code dir="ltr">{key}</Code>
            {detail && (
              <Text size="sm" dir="auto">
                {detail}
              </Text>
            )}
          </Group>
          {impact !== 'none' && (
            <Text size="xs" c="dimmed" mt={2}>
              {impactWords[impact]}
            </Text>
          )}
        </li>
      )
    })}
  </Stack>
)
