import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

interface CopyTextProps {
  readonly text: string
  /** What is copied, as in "Copy the snippet". */
  readonly label: string
  /** Only the icon, for tight places. */
  readonly compact?: boolean
}

/** Copies a text and says so. */
export const CopyText = ({ text, label, compact = false }: CopyTextProps) => (
  <CopyButton value={text} timeout={2000}>
    {({ copied, copy }) => {
      const icon = copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
      const says = copied ? 'Copied' : label
      return compact ? (
        <Tooltip label={says}>
          <ActionIcon variant="subtle" aria-label={says} onClick={copy}>
            {icon}
          </ActionIcon>
        </Tooltip>
      ) : (
        <Button variant="default" leftSection={icon} onClick={copy}>
          {says}
        </Button>
      )
    }}
  </CopyButton>
)
