export { checkFields } from './contract/check-fields.js'
