// @vitest-environment happy-dom
import { deliveryCases } from '../test/delivery-cases.js'
import { startDelivery } from './deliver.js'

deliveryCases(startDelivery)
