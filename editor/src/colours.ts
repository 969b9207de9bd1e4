import type { CSSVariablesResolver } from '@mantine/core'

/** Where Mantine's own shades for secondary text stay below a contrast of 4.5 : 1 on the grounds that this editor puts them on, others. */
export const readableColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#596067',
    '--mantine-color-placeholder': '#6b737b',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-red-filled': 'var(--mantine-color-red-9)',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-red-light-color': '#b02525',
    '--mantine-color-orange-light-color': '#9c3d08',
    '--mantine-color-yellow-light-color': '#7a4b00',
    '--mantine-color-green-light-color': 'var(--mantine-color-green-9)',
    '--mantine-color-gray-light-color': 'var(--mantine-color-gray-8)',
    '--mantine-color-blue-light-color': 'var(--mantine-color-blue-9)',
  },
  dark: {
    '--mantine-color-dimmed': '#a6a7ab',
    '--mantine-color-placeholder': '#9a9b9f',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-red-filled': 'var(--mantine-color-red-9)',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-anchor': 'var(--mantine-color-green-4)',
  },
})
