import { SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { Panel } from '../parts/panel.js'

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
] as const

/** How the editor looks, in this browser. */
export function AppearancePanel() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Panel title="Appearance" about="Remembered by this browser.">
      <SegmentedControl
        aria-label="Appearance"
        data={schemes.map((scheme) => ({ ...scheme }))}
        value={colorScheme}
        onChange={setColorScheme}
        style={{ alignSelf: 'flex-start' }}
      />
    </Panel>
  )
}
