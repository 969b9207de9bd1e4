import { PasswordInput, type PasswordInputProps } from '@mantine/core'

/** Shortest and longest password, as the collector has it; it checks again. */
export const PASSWORD_RULE = '12 to 128 characters. A few unrelated words are easy to remember and hard to guess.'

/** A password, which can be looked at while it is typed. */
export const PasswordField = (props: PasswordInputProps) => (
  <PasswordInput
    required
    withAsterisk={false}
    visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed', tabIndex: 0 }}
    {...props}
  />
)
