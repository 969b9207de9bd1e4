import { Center, Loader } from '@mantine/core'

/** Fills a place whose content is on its way. */
export const Waiting = ({ label = 'Loading' }: { readonly label?: string }) => (
  <Center py="xl" role="status" aria-label={label}>
    <Loader />
  </Center>
)
