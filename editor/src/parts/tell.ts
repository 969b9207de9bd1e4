import { notifications } from '@mantine/notifications'

/** Tells in a corner of the screen that something was done. */
export const tell = (message: string) => notifications.show({ message, color: 'green' })

/** Tells that something could not be done, for mistakes that belong to no place in a form. */
export const tellFailure = (error: unknown) =>
  notifications.show({
    title: 'That did not work',
    message: error instanceof Error ? error.message : 'Something unexpected happened.',
    color: 'red',
    autoClose: 10_000,
  })
