import { Badge, Card, Group, Text } from '@mantine/core'
import { TextLink } from '../parts/links.js'
import { type Role, roleName } from '../people/roles.js'
import classes from './section-card.module.css'

interface SectionCardProps {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly allowedOrigins: readonly string[]
}

/** One section in the list: the whole card leads there. */
export const SectionCard = ({ id, name, role, allowedOrigins }: SectionCardProps) => (
  <Card component="li" withBorder padding="lg" className={classes.card}>
    <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
      <TextLink
        to="/sections/$section"
        params={{ section: id }}
        fw={600}
        size="lg"
        dir="auto"
        lineClamp={2}
        className={`${classes.link} wrap-anywhere`}
      >
        {name}
      </TextLink>
      <Badge variant="light" color="gray" style={{ flexShrink: 0 }}>
        {roleName(role)}
      </Badge>
    </Group>
    <Text size="sm" c="dimmed" mt="xs" lineClamp={2} className="wrap-anywhere">
      {allowedOrigins.length ? allowedOrigins.map((origin) => origin.replace(/^https?:\/\//, '')).join(', ') : 'Pages of every origin'}
    </Text>
  </Card>
)
