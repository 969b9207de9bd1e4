import { Badge, Button, Collapse, Group, Radio, Stack, Table, Text } from '@mantine/core'
import { IconCheck, IconChevronDown, IconChevronUp, IconMinus } from '@tabler/icons-react'
import { Fragment, useId, useState } from 'react'
import { identifiers } from './identifiers.js'
import { type Choice, choiceOf, choices, choiceWords, type Identifier, type Operations, operationsOf } from './operations.js'

interface OperationsMatrixProps {
  readonly operations: Operations
  /** Absent for those who may only look. */
  readonly onChange: ((operations: Operations) => void) | undefined
  readonly isSaving: boolean
}

/** What integrations may do by each identifier: a matrix whose icons open the choice. */
export function OperationsMatrix({ operations, onChange, isSaving }: OperationsMatrixProps) {
  const [opened, setOpened] = useState<Identifier>()
  const prefix = useId()
  return (
    <Table verticalSpacing="sm" aria-label="Allowed operations" withTableBorder>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Profile found by</Table.Th>
          <Table.Th ta="center">Read</Table.Th>
          <Table.Th ta="center">Write</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {identifiers.map(({ id, name, Icon }) => {
          const choice = choiceOf(operations[id])
          const isOpen = opened === id
          const icon = <Icon size={20} aria-hidden />
          return (
            <Fragment key={id}>
              <Table.Tr>
                <Table.Th scope="row" fw={500}>
                  <Group gap="sm" wrap="nowrap">
                    {onChange ? (
                      <Button
                        variant={choice === 'neither' ? 'default' : 'light'}
                        px="sm"
                        leftSection={icon}
                        rightSection={isOpen ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
                        aria-label={`${name}: ${choiceWords[choice].label}`}
                        aria-expanded={isOpen}
                        aria-controls={`${prefix}${id}`}
                        onClick={() => setOpened(isOpen ? undefined : id)}
                      >
                        {name}
                      </Button>
                    ) : (
                      <>
                        {icon}
                        {name}
                      </>
                    )}
                  </Group>
                </Table.Th>
                <Allowed is={operations[id].includes('read')} />
                <Allowed is={operations[id].includes('write')} />
              </Table.Tr>
              {onChange && (
                <Table.Tr style={isOpen ? undefined : { display: 'none' }} id={`${prefix}${id}`}>
                  <Table.Td colSpan={3}>
                    <Collapse expanded={isOpen}>
                      <Radio.Group
                        label={`By ${name.toLowerCase() === 'crm id' ? name : name.toLowerCase()}`}
                        value={choice}
                        onChange={(value) => onChange({ ...operations, [id]: operationsOf(value as Choice) })}
                      >
                        <Stack gap="xs" mt="xs">
                          {choices.map((value) => (
                            <Radio key={value} value={value} disabled={isSaving} {...choiceWords[value]} />
                          ))}
                        </Stack>
                      </Radio.Group>
                    </Collapse>
                  </Table.Td>
                </Table.Tr>
              )}
            </Fragment>
          )
        })}
      </Table.Tbody>
    </Table>
  )
}

const Allowed = ({ is }: { readonly is: boolean }) => (
  <Table.Td ta="center">
    <Badge
      variant="light"
      miw="max-content"
      color={is ? 'green' : 'gray'}
      tt="none"
      leftSection={is ? <IconCheck size={12} aria-hidden /> : <IconMinus size={12} aria-hidden />}
    >
      <Text component="span" inherit>
        {is ? 'Yes' : 'No'}
      </Text>
    </Badge>
  </Table.Td>
)
