import { Code, List, Text } from '@mantine/core'

interface ShownIssue {
  readonly code: string
  readonly message: string
}

/** Why an event is refused: each reason as a sentence, with the code that programs see. */
export const IssueList = ({ issues }: { readonly issues: readonly ShownIssue[] }) => (
  <List size="sm" spacing={4} className="wrap-anywhere">
    {issues.map(({ code, message }) => (
      <List.Item key={code + message}>
        {message}{' '}
        <Text component="span" size="xs">
          <Code>{code}</Code>
        </Text>
      </List.Item>
    ))}
  </List>
)
