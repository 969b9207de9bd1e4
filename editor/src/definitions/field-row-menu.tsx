import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconDotsVertical, IconKey } from '@tabler/icons-react'

interface FieldRowMenuProps {
  readonly called: string
  readonly index: number
  readonly isLast: boolean
  readonly onMove: (to: number) => void
  /** Absent while the key is being changed. */
  readonly onChangeKey: (() => void) | undefined
}

const SIZE = 16

/** What is done to a field less often; moving too, for whoever does not drag. */
export const FieldRowMenu = ({ called, index, isLast, onMove, onChangeKey }: FieldRowMenuProps) => (
  <Menu position="bottom-end" width={180}>
    <Menu.Target>
      <ActionIcon variant="subtle" color="gray" aria-label={`More for ${called}`}>
        <IconDotsVertical size={16} aria-hidden />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>
      {/* Left out rather than disabled: the keyboard would not get past a disabled first item. */}
      {index > 0 && (
        <Menu.Item leftSection={<IconArrowUp size={SIZE} aria-hidden />} onClick={() => onMove(index - 1)}>
          Move up
        </Menu.Item>
      )}
      {!isLast && (
        <Menu.Item leftSection={<IconArrowDown size={SIZE} aria-hidden />} onClick={() => onMove(index + 1)}>
          Move down
        </Menu.Item>
      )}
      <Menu.Item leftSection={<IconKey size={SIZE} aria-hidden />} disabled={!onChangeKey} onClick={onChangeKey}>
        Change the key
      </Menu.Item>
    </Menu.Dropdown>
  </Menu>
)
