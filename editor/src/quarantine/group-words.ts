import { versionId } from '@milepost/sdk/contract'
import type { QuarantineGroup } from '../api/quarantine.js'
import { issuesSentence } from '../parts/issue-words.js'

/** What is wrong with every event of a group, in one line. */
export const groupWords = ({ issues }: Pick<QuarantineGroup, 'issues'>): string => issuesSentence(issues) || 'It was rejected'

/** What the events of a group say they are; `undefined` where they name nothing. */
export const groupVersion = ({ discriminator, version }: Pick<QuarantineGroup, 'discriminator' | 'version'>): string | undefined =>
  discriminator === null ? undefined : version === null ? discriminator : versionId(discriminator, version)
