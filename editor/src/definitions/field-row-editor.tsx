import { useSortable } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { ActionIcon, CloseButton, NativeSelect, Switch, TextInput } from '@mantine/core'
import { fieldTypes } from '@milepost/sdk/contract'
import { IconGripVertical } from '@tabler/icons-react'
import { type Dispatch, memo, useEffect, useRef, useState } from 'react'
import { FieldKey } from './field-key.js'
import classes from './field-row-editor.module.css'
import { FieldRowMenu } from './field-row-menu.js'
import type { FieldRow, RowAction } from './field-rows.js'

interface FieldRowEditorProps {
  readonly row: FieldRow
  readonly index: number
  readonly isLast: boolean
  /** The key as page code will call it. */
  readonly shownKey: string
  readonly nameError: string | undefined
  readonly keyError: string | undefined
  readonly dispatch: Dispatch<RowAction>
  readonly onRemove: (id: string) => void
}

const types = fieldTypes.map(({ type, name }) => ({ value: type, label: name }))

/** One field being edited. Renders only when it has changed itself: a hundred of them must not wait for one another while someone types. */
export const FieldRowEditor = memo(function FieldRowEditor(props: FieldRowEditorProps) {
  const { row, index, isLast, shownKey, nameError, keyError, dispatch, onRemove } = props
  const { id, name, publishedKey } = row
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id })
  const [keyOpen, setKeyOpen] = useState(false)
  const nameInput = useRef<HTMLInputElement>(null)
  const place = `field ${index + 1}`
  const called = name.trim() || place
  const change = (values: Partial<FieldRow>) => dispatch({ do: 'change', id, change: values })
  const openKey = () => {
    setKeyOpen(true)
    change({ key: shownKey })
  }
  const closeKey = () => {
    setKeyOpen(false)
    change({ key: publishedKey })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the row appears
  useEffect(() => {
    if (row.fresh) nameInput.current?.focus()
  }, [])
  return (
    <li
      ref={setNodeRef}
      className={classes.row}
      data-dragging={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <ActionIcon
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        variant="subtle"
        color="gray"
        className={classes.handle ?? ''}
        aria-label={`Reorder ${called}`}
      >
        <IconGripVertical size={16} aria-hidden />
      </ActionIcon>
      <div className={classes.name}>
        <TextInput
          ref={nameInput}
          dir="auto"
          aria-label={`Name of ${place}`}
          placeholder="Name, such as Order ID"
          value={name}
          error={nameError}
          onChange={({ currentTarget }) => change({ name: currentTarget.value })}
          onBlur={() => row.touched || change({ touched: true })}
        />
        <FieldKey
          place={place}
          shownKey={shownKey}
          publishedKey={publishedKey}
          error={keyError}
          isOpen={keyOpen}
          onOpen={openKey}
          onChange={(key) => change({ key })}
          onClose={closeKey}
        />
      </div>
      <NativeSelect
        className={classes.type ?? ''}
        aria-label={`Type of ${place}`}
        data={types}
        value={row.type}
        onChange={({ currentTarget }) => change({ type: currentTarget.value })}
      />
      <Switch
        className={classes.required ?? ''}
        label="Required"
        aria-label={`Required: ${place}`}
        checked={row.required}
        onChange={({ currentTarget }) => change({ required: currentTarget.checked })}
      />
      <div className={classes.actions}>
        <FieldRowMenu
          called={called}
          index={index}
          isLast={isLast}
          onMove={(to) => dispatch({ do: 'move', id, to })}
          onChangeKey={keyOpen ? undefined : openKey}
        />
        <CloseButton aria-label={`Remove ${called}`} onClick={() => onRemove(id)} />
      </div>
    </li>
  )
})
