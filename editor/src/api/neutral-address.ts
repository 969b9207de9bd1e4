/**
 * The collector serves its management API under a second set of addresses, without the words that block lists look for:
 * `/v1/sections/s/custom-events/d` is `/api/sections/s/definitions/d` too, `/v1/sections/s/profiles/p/events` is
 * `/api/sections/s/profiles/p/timeline`, `?customEvent=` is `?definition=`, and `?action=custom_event.…` is `?action=definition.…`. The editor
 * uses these alone.
 */
export const neutralAddress = (address: string): string =>
  address
    .replace(/^((?:https?:\/\/[^/]+)?)\/v1\//, '$1/api/')
    .replace(/(\/api\/sections\/[^/?]+)\/custom-events(?=[/?]|$)/, '$1/definitions')
    .replace(/(\/api\/sections\/[^/?]+\/profiles\/[^/?]+)\/events(?=\?|$)/, '$1/timeline')
    .replace(/(?<=[?&])customEvent=/, 'definition=')
    .replace(/(?<=[?&]action=)custom_event(?=\.)/, 'definition')
