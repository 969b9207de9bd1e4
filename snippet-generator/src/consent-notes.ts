import type { TargetInput } from './target.js'

/** How a page tells of consent, and of who somebody is, in one line each; none where the section has no visitors. */
export function consentNotes({ visitors }: Pick<TargetInput, 'visitors'>, way: 'tag' | 'module'): string[] {
  if (!visitors) return []
  const call = (name: string, args: string) => (way === 'tag' ? `milepost('@${name}'${args && `, ${args}`})` : `tracker.${name}(${args})`)
  const [consent, some] = [call('consent', "'granted'"), call('consent', "'granted', ['analytics']")]
  return [
    `Consent, on every page that has it: ${consent}, or for some purposes ${some}; 'denied' forgets. Until told, consent is ${visitors.consentStart}.`,
    `When somebody signs in, with a proof made by your server: ${call('identify', "{ crmId: 'C-1' }, proof")}; and out: ${call('reset', '')}.`,
  ]
}
