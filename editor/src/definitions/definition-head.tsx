import { Badge, Code, Group, Stack, Text, Title } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type Definition, definitionsChanged, type Place } from '../api/definitions.js'
import { CopyText } from '../parts/copy-text.js'
import { LinkTabs, tabClass } from '../parts/link-tabs.js'
import { TextLink } from '../parts/links.js'
import { useMay } from '../parts/use-may.js'
import { categoryTabOf } from './categories.js'
import { keptText, purposeName } from './settings.js'
import { VersionState } from './version-state.js'

interface DefinitionHeadProps {
  readonly definition: Definition
  readonly place: Place
}

/** Which custom event this is, how it stands, and its pages. */
export function DefinitionHead({ definition, place }: DefinitionHeadProps) {
  const { section, discriminator } = place
  const mayEdit = useMay(section, 'editor')
  const { tab, title, one } = categoryTabOf(definition.category)
  return (
    <>
      <TextLink
        to="/sections/$section/data-model/$tab"
        params={{ section, tab }}
        size="sm"
        display="inline-flex"
        style={{ alignItems: 'center' }}
      >
        <IconChevronLeft size={16} aria-hidden /> {title}
      </TextLink>
      <Stack gap={6} mt={4} mb="md" className="wrap-anywhere">
        <Title order={1} size="h2" dir="auto">
          {definition.name}
        </Title>
        <Group gap="xs">
          <Badge variant="outline" color="gray" tt="capitalize">
            {one}
          </Badge>
          <VersionState definition={definition} onPublished={() => definitionsChanged(section)} />
          {definition.purpose !== 'necessary' && (
            <Badge variant="outline" color="gray" tt="none">
              {purposeName(definition.purpose)}
            </Badge>
          )}
          {definition.retentionYears !== null && (
            <Badge variant="outline" color="gray" tt="none">
              Kept {keptText(definition.retentionYears)}
            </Badge>
          )}
          <Group gap={2} wrap="nowrap" className="wrap-anywhere">
            <Code>{discriminator}</Code>
            <CopyText compact text={discriminator} label="Copy the discriminator" />
          </Group>
        </Group>
        {definition.description && (
          <Text size="sm" c="dimmed" dir="auto" lineClamp={2} maw={720}>
            {definition.description}
          </Text>
        )}
      </Stack>
      {!definition.hidden && (
        <LinkTabs label="Custom event">
          <Link to="/sections/$section/definitions/$discriminator/edit" params={place} className={tabClass}>
            {mayEdit ? 'Edit' : 'Fields'}
          </Link>
          <Link to="/sections/$section/definitions/$discriminator/versions" params={place} className={tabClass}>
            Versions
          </Link>
          <Link to="/sections/$section/definitions/$discriminator/install" params={place} className={tabClass}>
            Web tracking
          </Link>
          <Link to="/sections/$section/definitions/$discriminator/operations" params={place} className={tabClass}>
            Allowed operations
          </Link>
          {mayEdit && (
            <Link to="/sections/$section/definitions/$discriminator/hide" params={place} className={tabClass}>
              Hide
            </Link>
          )}
        </LinkTabs>
      )}
    </>
  )
}
