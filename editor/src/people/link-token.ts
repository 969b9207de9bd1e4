import { useLocation, useNavigate } from '@tanstack/react-router'
import { useLayoutEffect } from 'react'

let kept = ''

/**
 * The secret of the link that led to this page. It is taken out of the address at once, so that it stays in no history and is not
 * copied along, and lives on in memory alone: signing in on the way keeps it, closing the tab forgets it.
 */
export function useLinkToken(): string {
  const hash = useLocation({ select: (location) => location.hash })
  const navigate = useNavigate()
  if (hash) kept = hash
  useLayoutEffect(() => {
    if (hash) navigate({ to: '/join', hash: '', replace: true })
  }, [hash, navigate])
  return kept
}

/** After the link was used: there is nothing left to keep. */
export const forgetLinkToken = () => {
  kept = ''
}
