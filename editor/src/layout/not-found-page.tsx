import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../parts/empty-state.js'
import { PageHead } from '../parts/page-head.js'

export const NotFoundPage = () => (
  <>
    <PageHead title="Nothing here" />
    <EmptyState
      icon={<IconMapOff aria-hidden />}
      title="There is no page at this address"
      action={
        <Button component={Link} to="/sections">
          Go to your sections
        </Button>
      }
    >
      The link may be old or cut short, or what it led to is hidden or in a section that you are no member of.
    </EmptyState>
  </>
)
