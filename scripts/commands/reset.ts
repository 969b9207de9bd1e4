import { stateFolder } from '../settings.ts'
import { emptyState } from '../state.ts'

try {
  emptyState(stateFolder(process.env))
  console.log('The local database and the logs are gone; .dev.vars is kept. `npm start` begins anew.')
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
