import { ActionIcon, Menu } from '@mantine/core'
import { IconCode, IconDots, IconEyeOff, IconHistory, IconPencil, IconShieldCheck } from '@tabler/icons-react'
import { MenuLink } from '../parts/links.js'
import { useMay } from '../parts/use-may.js'
import { LockNote } from './edit-lock.js'

interface DefinitionMenuProps {
  readonly section: string
  readonly discriminator: string
  readonly name: string
  /** From when on its fields may be changed. */
  readonly editableAt: string
}

const SIZE = 16

/** Everything that can be done with one custom event of a list. */
export function DefinitionMenu({ section, discriminator, name, editableAt }: DefinitionMenuProps) {
  const mayEdit = useMay(section, 'editor')
  const params = { section, discriminator }
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Actions for ${name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuLink
          to="/sections/$section/definitions/$discriminator/edit"
          params={params}
          leftSection={<IconPencil size={SIZE} aria-hidden />}
        >
          {mayEdit ? 'Edit' : 'Fields'}
          {mayEdit && <LockNote editableAt={editableAt} />}
        </MenuLink>
        <MenuLink
          to="/sections/$section/definitions/$discriminator/versions"
          params={params}
          leftSection={<IconHistory size={SIZE} aria-hidden />}
        >
          Versions
        </MenuLink>
        <MenuLink
          to="/sections/$section/definitions/$discriminator/install"
          params={params}
          leftSection={<IconCode size={SIZE} aria-hidden />}
        >
          Web tracking
        </MenuLink>
        <MenuLink
          to="/sections/$section/definitions/$discriminator/operations"
          params={params}
          leftSection={<IconShieldCheck size={SIZE} aria-hidden />}
        >
          Allowed operations
        </MenuLink>
        {mayEdit && (
          <>
            <Menu.Divider />
            <MenuLink
              color="red"
              to="/sections/$section/definitions/$discriminator/hide"
              params={params}
              leftSection={<IconEyeOff size={SIZE} aria-hidden />}
            >
              Hide
            </MenuLink>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
