/** A setting from the environment. @throws naming the one that is missing */
function setting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing: see .env.example`)
  return value
}

export const settings = {
  endpoint: setting('MILEPOST_ENDPOINT'),
  key: setting('MILEPOST_KEY'),
  webhookSecret: setting('WEBHOOK_SECRET'),
  identitySecret: setting('MILEPOST_IDENTITY_SECRET'),
  shopOrigin: setting('SHOP_ORIGIN'),
  port: Number(process.env.PORT ?? 8790),
}
