import { createMiddleware } from 'hono/factory'

/** Headers of every answer, unless a route has said otherwise. The answers are data, never a page to be framed, sniffed, embedded or kept. */
const headers = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** Headers of pages besides, whose policy is their own. What a passkey and a copied snippet take is left to them. */
export const pageHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': [
    ...['accelerometer', 'autoplay', 'bluetooth', 'camera', 'clipboard-read', 'display-capture', 'encrypted-media', 'fullscreen'],
    ...['geolocation', 'gyroscope', 'hid', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone', 'midi', 'payment'],
    ...['picture-in-picture', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'],
  ]
    .map((feature) => `${feature}=()`)
    .join(', '),
}

export const securityHeaders = createMiddleware(async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(headers)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value)
  }
  if (URL.parse(c.req.url)?.protocol === 'https:') c.res.headers.set('Strict-Transport-Security', 'max-age=31536000')
})

/** Lets pages of other origins load an answer, also one that they cannot read. */
export const forOtherOrigins = createMiddleware(async (c, next) => {
  c.header('Cross-Origin-Resource-Policy', 'cross-origin')
  await next()
})
