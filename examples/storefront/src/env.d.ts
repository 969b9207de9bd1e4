interface ImportMetaEnv {
  /** URL of the collector's `/v1/events`. */
  readonly VITE_MILEPOST_ENDPOINT?: string
  /** The section's write key. It is public: it ends up in the page. */
  readonly VITE_MILEPOST_WRITE_KEY?: string
  /** Origin of the shop's backend, which knows its customers: that of `examples/server-order`. Without one nobody can sign in. */
  readonly VITE_SHOP_BACKEND?: string
}
