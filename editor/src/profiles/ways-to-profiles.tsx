import { Code, List } from '@mantine/core'
import { Panel } from '../parts/panel.js'

/** Where profiles come from, for whoever looks for one that is not there yet. */
export const WaysToProfiles = () => (
  <Panel
    title="How somebody gets a profile"
    about="Nobody makes profiles by hand: each event that says whose it is finds one, or makes one. Events that do not say it are stored without."
  >
    <List size="sm" spacing="sm">
      <List.Item>
        <b>Visitors.</b> A page whose section knows visitors gives each browser a random ID, where consent allows, and sends it with every
        event. What a browser did is one profile from the first event on, without a name.
      </List.Item>
      <List.Item>
        <b>Identify.</b> When somebody signs in, the page calls <Code>identify</Code> with their email, mobile or CRM ID, and a proof made
        by your server. What their browser did before then belongs to them.
      </List.Item>
      <List.Item>
        <b>Integrations.</b> Your shop’s server reports events by email, mobile or CRM ID with a key of its own. It may also merge two
        profiles, which can be undone here.
      </List.Item>
    </List>
  </Panel>
)
