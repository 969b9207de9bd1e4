import type { ReactNode } from 'react'
import classes from './link-tabs.module.css'

interface LinkTabsProps {
  /** What the tabs are the parts of. */
  readonly label: string
  /** Links with the class {@link tabClass}; the router marks the current one. */
  readonly children: ReactNode
}

/** Tabs that are pages of their own: links, so that each has its address and opens in a new window. */
export const LinkTabs = ({ label, children }: LinkTabsProps) => (
  <nav aria-label={label} className={classes.tabs}>
    {children}
  </nav>
)

export const tabClass = classes.tab
