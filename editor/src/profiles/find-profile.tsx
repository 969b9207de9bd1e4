import { Alert, Button, Group, NativeSelect, Paper, Stack, TextInput } from '@mantine/core'
import { IconSearch, IconUserOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { problemOf } from '../api/problem.js'
import { lookUpProfile, profileQuery } from '../api/profiles.js'
import { queryClient } from '../api/query-client.js'
import { Failure } from '../parts/failure.js'
import { fieldErrors } from '../parts/field-errors.js'
import { guessKind, kindNames, type LookupKind, lookupKinds } from './kinds.js'

/** Finds somebody and goes there. What was typed is in no address, in no memory but the box, and goes with it. */
export function FindProfile({ section }: { readonly section: string }) {
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<LookupKind | ''>('')
  const find = useMutation({
    mutationFn: ({ kind, value }: { readonly kind: LookupKind; readonly value: string }) => lookUpProfile(section, { [kind]: value }),
    gcTime: 0,
    async onSuccess(profile) {
      queryClient.setQueryData(profileQuery(section, profile.id).queryKey, profile)
      await navigate({ to: '/sections/$section/profiles/$profile', params: { section, profile: profile.id } })
    },
  })
  const guess = kindNames[guessKind(typed)]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const value = typed.trim()
    if (value) find.mutate({ kind: chosen || guessKind(value), value })
  }
  const [refusal] = Object.values(fieldErrors(find.error))
  const isUnknown = problemOf(find.error)?.code === 'profile_unknown'
  return (
    <Paper component="form" withBorder p={{ base: 'md', sm: 'lg' }} role="search" aria-label="Find a profile" onSubmit={submit}>
      <Stack>
        <Group align="flex-start" gap="sm">
          <TextInput
            label="Find somebody"
            description="By email, mobile, CRM ID, visitor ID or profile ID."
            dir="auto"
            flex="1 1 260px"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={1000}
            value={typed}
            error={refusal}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value)
              find.reset()
            }}
          />
          <NativeSelect
            label="What it is"
            description="Guessed, unless you choose."
            flex="0 1 220px"
            data={[
              { value: '', label: typed.trim() ? `Guessed: ${guess}` : 'Guess it' },
              ...lookupKinds.map((kind) => ({ value: kind, label: kindNames[kind] })),
            ]}
            value={chosen}
            onChange={({ currentTarget }) => {
              setChosen(currentTarget.value as LookupKind | '')
              find.reset()
            }}
          />
        </Group>
        <Group>
          <Button type="submit" leftSection={<IconSearch size={18} aria-hidden />} loading={find.isPending} disabled={!typed.trim()}>
            Find
          </Button>
        </Group>
        {isUnknown && find.variables && <NotFound kind={find.variables.kind} wasGuessed={!chosen} />}
        {find.error && !isUnknown && !refusal && <Failure error={find.error} />}
      </Stack>
    </Paper>
  )
}

const advice: Readonly<Record<LookupKind, string>> = {
  email: 'Upper and lower case do not matter, every other character does.',
  mobile: 'Write it with its country, as in +46 70 123 45 67: without, it is read by the default country of the section.',
  crmId: 'It has to be exactly as your systems send it: upper and lower case matter.',
  visitorId: 'It has to be whole. You see it in an event under Live.',
  id: 'It has to be whole. Integrations are told it when they look somebody up.',
}

const NotFound = ({ kind, wasGuessed }: { readonly kind: LookupKind; readonly wasGuessed: boolean }) => (
  <Alert role="alert" color="yellow" icon={<IconUserOff aria-hidden />} title={`Nobody has this ${inSentence(kind)}`}>
    {advice[kind]} {wasGuessed && 'If it is something else, choose what it is. '}
    Somebody who has no event yet, or was erased, has no profile; nor has who is known in another section only.
  </Alert>
)

const inSentence = (kind: LookupKind): string => kindNames[kind].replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
