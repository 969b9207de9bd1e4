import { Anchor, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { textAt } from './record.js'

/** A part of what is told of one thing, under its own heading. */
export const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Stack component="section" gap="xs" aria-label={title}>
    <Title order={3} size="h6">
      {title}
    </Title>
    {children}
  </Stack>
)

export type Fact = readonly [name: string, value: ReactNode]

/** Names and what they are; a dash where there is nothing. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <Stack component="dl" gap={6} m={0}>
    {facts.map(([name, value]) => (
      <div key={name}>
        <Text component="dt" size="xs" c="dimmed">
          {name}
        </Text>
        <Text component="dd" size="sm" m={0} dir="auto" className="wrap-anywhere">
          {value || '—'}
        </Text>
      </div>
    ))}
  </Stack>
)

/** Only http and https lead anywhere: an address comes from whoever sent it. */
const isWebAddress = (url: string): boolean => /^https?:\/\//i.test(url)

/** The page that something was sent from, as it was told. */
export function PageFacts({ page }: { readonly page: unknown }) {
  const url = textAt(page, 'url')
  const facts: Fact[] = [
    [
      'Address',
      url && isWebAddress(url) ? (
        <Anchor key="url" href={url} target="_blank" rel="noopener noreferrer" inherit>
          {url}
        </Anchor>
      ) : (
        url
      ),
    ],
    ['Title', textAt(page, 'title')],
    ['Came from', textAt(page, 'referrer')],
  ]
  return facts.some(([, value]) => value) ? <Facts facts={facts} /> : <NotSent />
}

const NotSent = () => (
  <Text size="sm" c="dimmed">
    Not sent.
  </Text>
)
