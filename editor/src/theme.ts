import { createTheme, type MantineColorsTuple } from '@mantine/core'

const green: MantineColorsTuple = [
  '#e8f7f0',
  '#d3ece0',
  '#a5d9c0',
  '#74c59e',
  '#4db582',
  '#34aa70',
  '#238f5d',
  '#1c7c54',
  '#13633f',
  '#044a2c',
]

/** Shades are chosen so that text on them reaches a contrast of 4.5 : 1 in light and dark. */
export const theme = createTheme({
  primaryColor: 'green',
  primaryShade: { light: 7, dark: 7 },
  colors: { green },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  components: {
    // A second <header> would be a second banner of the page to those who hear it.
    ModalHeader: { defaultProps: { component: 'div' } },
    DrawerHeader: { defaultProps: { component: 'div' } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // Lists of choices are a part of the page, too.
    Combobox: { defaultProps: { portalProps: { target: '#main' } } },
    // Inside the page, so that its items are a part of it; without the placeholder, which no menu may hold, the first item has the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, portalProps: { target: '#main' } } },
  },
})
