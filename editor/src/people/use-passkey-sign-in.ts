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

  const signIn = useCallback(async () => {
    setBusy(true)
    setFailure('')
    const { error } = await auth.signIn.passkey().catch((cause: unknown) => ({ error: { status: 0, message: String(cause) } }))
    setBusy(false)
    if (error) setFailure(authFailure(error))
    else done.current()
  }, [])

  useEffect(() => {
    let left = false
    const offer = async () => {
      if (!passkeysWork() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return
      // Waits until a suggestion is chosen, or the button starts another ceremony. Its failures are nobody's business: nobody asked.
      const { error } = await auth.signIn.passkey({ autoFill: true })
      if (!error && !left) done.current()
    }
    offer().catch(() => {})
    return () => {
      left = true
    }
  }, [])

  return { signIn, busy, failure }
}
