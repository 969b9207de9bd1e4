/** Which endpoint events come to: a write key is public, an integration's key is secret. */
export type Channel = 'web' | 'integration'

/** What is known of who sends a request, besides its section. */
export interface Sender {
  readonly channel: Channel
  /** Whether the browser says `Sec-GPC: 1`. */
  readonly gpc: boolean
}
