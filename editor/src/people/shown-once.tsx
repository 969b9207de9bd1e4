import { IconLink } from '@tabler/icons-react'
import { Instant } from '../parts/instant.js'
import { ShownText } from '../parts/shown-text.js'

interface ShownOnceProps {
  readonly label: string
  readonly url: string
  readonly expiresAt: string
}

/** A link that lets somebody in. Only a hash of it is kept, so this is the one time that it can be shown. */
export const ShownOnce = ({ label, url, expiresAt }: ShownOnceProps) => (
  <ShownText label={label} text={url} copy="Copy the link" icon={<IconLink aria-hidden />}>
    Give it to the person yourself, by a way that only they read. It works once, until <Instant at={expiresAt} />, and is not shown again.
  </ShownText>
)
