const encoder = new TextEncoder()
const bytes = (...parts: (readonly number[] | ArrayBuffer | Uint8Array)[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(parts.flatMap((part) => [...(part instanceof ArrayBuffer ? new Uint8Array(part) : part)]))
const base64url = (data: Uint8Array): string =>
  btoa(String.fromCharCode(...data))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const fromBase64url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
const sha256 = (data: Uint8Array): Promise<ArrayBuffer> => crypto.subtle.digest('SHA-256', bytes(data))

/** An integer of a DER signature: no more leading zeros than its sign takes. */
function derInteger(raw: Uint8Array): number[] {
  const number = [...raw.slice(raw.findIndex((byte) => byte !== 0))]
  if ((number[0] ?? 0) > 127) number.unshift(0)
  return [2, number.length, ...number]
}

/**
 * A passkey's authenticator in software, as a browser uses one for a page of this origin.
 * @see https://www.w3.org/TR/webauthn-3/
 */
export async function authenticator(origin: string) {
  const rpIdHash = await sha256(encoder.encode(new URL(origin).hostname))
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new Error('no key pair')
  const credentialId = crypto.getRandomValues(new Uint8Array(16))
  const id = base64url(credentialId)
  const clientData = (type: string, challenge: string) => encoder.encode(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const answer = (response: object) => ({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response })
  let counter = 0

  return {
    /** Answers the options of `generate-register-options`. */
    async register(challenge: string) {
      const { x = '', y = '' } = (await crypto.subtle.exportKey('jwk', keys.publicKey)) as JsonWebKey
      const key = bytes([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], fromBase64url(x), [0x22, 0x58, 32], fromBase64url(y))
      // Present, verified, with a credential; of no known make.
      const data = bytes(rpIdHash, [0x45, 0, 0, 0, 0], new Uint8Array(16), [0, credentialId.length], credentialId, key)
      const attestation = bytes(
        [0xa3, 0x63, ...encoder.encode('fmt'), 0x64, ...encoder.encode('none')],
        [0x67, ...encoder.encode('attStmt'), 0xa0, 0x68, ...encoder.encode('authData'), 0x58, data.length],
        data,
      )
      const clientDataJSON = base64url(clientData('webauthn.create', challenge))
      return answer({ clientDataJSON, attestationObject: base64url(attestation), transports: ['internal'] })
    },
    /** Answers the options of `generate-authenticate-options`. */
    async sign(challenge: string) {
      const client = clientData('webauthn.get', challenge)
      const data = bytes(rpIdHash, [5, 0, 0, 0, ++counter])
      const signed = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, bytes(data, await sha256(client)))
      const raw = new Uint8Array(signed)
      const numbers = [...derInteger(raw.slice(0, 32)), ...derInteger(raw.slice(32))]
      const signature = base64url(bytes([0x30, numbers.length, ...numbers]))
      return answer({ clientDataJSON: base64url(client), authenticatorData: base64url(data), signature })
    },
  }
}
