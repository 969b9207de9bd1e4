import { Alert } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { sectionQuery } from '../api/sections.js'
import { Failure } from './failure.js'
import { useMay } from './use-may.js'
import { Waiting } from './waiting.js'

interface OwnersOnlyProps {
  readonly section: string
  /** What owners alone may do here: "see who changed what". */
  readonly may: string
  readonly children: ReactNode
}

/** What is here for owners; others are told so, and the collector is not asked for what it would refuse. */
export function OwnersOnly({ section, may, children }: OwnersOnlyProps) {
  const { isPending, error, refetch } = useQuery(sectionQuery(section))
  const isOwner = useMay(section, 'owner')
  if (isOwner) return children
  if (isPending) return <Waiting />
  if (error) return <Failure error={error} retry={refetch} />
  return (
    <Alert color="gray" icon={<IconEye aria-hidden />}>
      Only owners of the section {may}.
    </Alert>
  )
}
