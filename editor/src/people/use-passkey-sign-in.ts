import { useCallback, useEffect, useRef, useState } from 'react'
import { auth } from '../api/auth.js'
import { authFailure } from './auth-failure.js'

/** Whether this browser, on this origin, knows passkeys at all. */
export const passkeysWork = (): boolean => 'PublicKeyCredential' in globalThis

/**
 * Signing in with a passkey: by the button, and where the browser can, by its suggestions in the e-mail field.
 * @param onSignedIn what comes then
 */
export function usePasskeySignIn(onSignedIn: () => unknown) {
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const done = useRef(onSignedIn)
  done.current = onSignedIn
  const isDone = useRef(false)
  // A suggestion and the button may both sign in: who has gone on already does not go on again.
  const goOn = useCallback(() => {
    if (isDone.current) return
    isDone.current = true
    done.current()
  }, [])

  const signIn = useCallback(async () => {
    setBusy(true)
    setFailure('')
    const { error } = await auth.signIn.passkey().catch((cause: unknown) => ({ error: { status: 0, message: String(cause) } }))
    setBusy(false)
    if (error) setFailure(authFailure(error))
    else goOn()
  }, [goOn])

  useEffect(() => {
    let left = false
    const offer = async () => {
      if (!passkeysWork() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return
      // Waits until a suggestion is chosen, or the button starts another ceremony. Its failures are nobody's business: nobody asked.
      const { error } = await auth.signIn.passkey({ autoFill: true })
      if (!error && !left) goOn()
    }
    offer().catch(() => {})
    return () => {
      left = true
    }
  }, [goOn])

  return { signIn, busy, failure }
}
