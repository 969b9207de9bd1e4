import { Window } from 'happy-dom'

/** A script element as the browser sees it. */
export interface Tag {
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
}

/** A request that a page made. */
export interface SentRequest {
  readonly url: string
  readonly body: { writeKey: string; events: { id: string; version: string; occurredAt: string; fields: Record<string, unknown> }[] }
}

/** What a page is when a snippet runs in it. */
export interface PageState {
  /** @default https://shop.example/checkout */
  readonly url?: string
  /** Content of the body. */
  readonly html?: string
  /** What `window.dataLayer` holds; there is none without. */
  readonly dataLayer?: unknown
}

/** The script elements of a piece of HTML, by an HTML parser. */
export function tagsOf(html: string): Tag[] {
  const { document } = new Window()
  document.body.innerHTML = html
  return [...document.querySelectorAll('script')].map((element) => ({
    attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value ?? ''])),
    text: element.textContent ?? '',
  }))
}

/** A page to run scripts in, whose requests are caught and answered. */
export class Page {
  readonly requests: SentRequest[] = []
  readonly #window: Window

  constructor({ url = 'https://shop.example/checkout', html = '', dataLayer }: PageState = {}) {
    this.#window = new Window({
      url,
      settings: { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true },
    })
    this.#window.document.body.innerHTML = html
    if (dataLayer !== undefined) Object.assign(this.#window, { dataLayer })
    const answer = async (url: string, init: { body: string }) => {
      const body = JSON.parse(init.body) as SentRequest['body']
      this.requests.push({ url: `${url}`, body })
      const verdicts = body.events.map(({ id }) => ({ id, status: 'accepted' }))
      return new this.#window.Response(JSON.stringify({ accepted: verdicts.length, duplicates: 0, rejected: 0, verdicts }))
    }
    Object.assign(this.#window, { fetch: answer })
  }

  /** Runs a script as a tag would: in the global scope, in sloppy mode. */
  run(code: string): unknown {
    return this.#window.eval(code)
  }

  /** What a global holds. */
  global(name: string): unknown {
    return Reflect.get(this.#window, name)
  }

  /** Leaves the page, upon which everything queued is sent at once. */
  leave(): void {
    Object.defineProperty(this.#window.document, 'hidden', { value: true })
    this.#window.document.dispatchEvent(new this.#window.Event('visibilitychange', { bubbles: true }))
  }

  close(): Promise<void> {
    return this.#window.happyDOM.close()
  }
}
