import { IconDeviceMobile, IconIdBadge2, IconMail } from '@tabler/icons-react'
import type { Identifier } from './operations.js'

/** What a profile is found by, in words and as a picture. */
export const identifiers: readonly { readonly id: Identifier; readonly name: string; readonly Icon: typeof IconMail }[] = [
  { id: 'email', name: 'Email', Icon: IconMail },
  { id: 'mobile', name: 'Mobile', Icon: IconDeviceMobile },
  { id: 'crmId', name: 'CRM ID', Icon: IconIdBadge2 },
]
