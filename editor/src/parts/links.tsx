import { Anchor, Button, type ButtonProps, Menu, type MenuItemProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

type AnchorProps = Omit<ComponentProps<'a'>, 'color' | 'style'>

/** A link to a page of the editor that reads as text. */
export const TextLink = createLink(Anchor<'a'>)

/** A link to a page of the editor that looks like a button. */
export const ButtonLink = createLink((props: ButtonProps & AnchorProps) => <Button component="a" {...props} />)

/** A link to a page of the editor in a menu. */
export const MenuLink = createLink((props: MenuItemProps & AnchorProps) => <Menu.Item component="a" {...props} />)
