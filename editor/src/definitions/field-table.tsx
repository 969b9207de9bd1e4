import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  type Modifier,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { MAX_FIELDS } from '@milepost/sdk/contract'
import { IconPlus } from '@tabler/icons-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { dragAnnouncements, dragInstructions } from './drag-announcements.js'
import { FieldRowEditor } from './field-row-editor.js'
import classes from './field-row-editor.module.css'
import { SourceRow } from './source-row.js'
import type { DefinitionForm } from './use-definition-form.js'

const upAndDown: Modifier = ({ transform }) => ({ ...transform, x: 0 })
const modifiers = [upAndDown]
// Not at the first pixel: a click on the handle stays a click.
const pointer = { activationConstraint: { distance: 4 } }
const keyboard = { coordinateGetter: sortableKeyboardCoordinates }

/** The fields of a custom event being edited: added, removed, put in order. */
export function FieldTable({ form: { rows, dispatch, checked, submitted } }: { readonly form: DefinitionForm }) {
  const sensors = useSensors(useSensor(PointerSensor, pointer), useSensor(KeyboardSensor, keyboard))
  const [refused, setRefused] = useState(false)
  const addButton = useRef<HTMLButtonElement>(null)
  const latest = useRef(rows)
  latest.current = rows
  // Typing changes no ID: the sortable rows are told only when their order changes.
  const order = rows.map(({ id }) => id).join(' ')
  const ids = useMemo(() => (order ? order.split(' ') : []), [order])
  const accessibility = useMemo(
    () => ({ announcements: dragAnnouncements(() => latest.current), screenReaderInstructions: dragInstructions }),
    [],
  )
  const onRemove = useCallback(
    (id: string) => {
      dispatch({ do: 'remove', id })
      setRefused(false)
      addButton.current?.focus()
    },
    [dispatch],
  )
  const onDragEnd = useCallback(
    ({ active, over }: DragEndEvent) => {
      const to = latest.current.findIndex(({ id }) => id === over?.id)
      if (to >= 0) dispatch({ do: 'move', id: String(active.id), to })
    },
    [dispatch],
  )
  const add = () => {
    setRefused(rows.length >= MAX_FIELDS)
    dispatch({ do: 'add' })
  }
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="baseline">
        <Title order={2} size="h4">
          Fields
        </Title>
        <Text size="sm" c="dimmed" aria-live="polite">
          {rows.length} of {MAX_FIELDS}
        </Text>
      </Group>
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        modifiers={modifiers}
        accessibility={accessibility}
        onDragEnd={onDragEnd}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol className={classes.list} aria-label="Fields">
            <SourceRow />
            {rows.map((row, index) => (
              <FieldRowEditor
                key={row.id}
                row={row}
                index={index}
                isLast={index === rows.length - 1}
                shownKey={row.key ?? checked.fields[index]?.key ?? ''}
                nameError={row.touched || submitted ? checked.issues.get(`${index}.name`) : undefined}
                keyError={checked.issues.get(`${index}.key`)}
                dispatch={dispatch}
                onRemove={onRemove}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
      <Group>
        <Button ref={addButton} variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
          Add new field
        </Button>
      </Group>
      {refused && rows.length >= MAX_FIELDS && (
        <Alert role="alert" color="orange" title={`No more than ${MAX_FIELDS} fields`}>
          A definition holds at most {MAX_FIELDS} fields besides source. Remove one to add another.
        </Alert>
      )}
    </Stack>
  )
}
