import { Box } from '@mantine/core'
import type { ReactNode } from 'react'

/** Stands for the frame where there is none: in front of the sign-in, and where it could not be shown itself. */
export const Unframed = ({ children }: { readonly children: ReactNode }) => (
  <Box component="main" p={{ base: 'sm', sm: 'lg' }} maw={900} mx="auto">
    {children}
  </Box>
)
