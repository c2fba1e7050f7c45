/**
 * What the libraries fetch before they send anything (docs/wire.md). `host` is this deployment's own, scheme
 * included: a settings document that named another would steer Kotlin, Swift, React Native and Android away from us.
 */
export function segmentSettings(writeKey: string, host: URL): object {
  return {
    integrations: {
      // The only key: with a second one the library would look for device-mode bundles.
      "Segment.io": {
        apiKey: writeKey,
        apiHost: `${host.host}/v1`,
        // Left out on https, which is what every version assumes; http is for local development.
        ...(host.protocol === "http:" ? { protocol: "http" } : {}),
        unbundledIntegrations: [],
        addBundledMetadata: true,
        maybeBundledConfigIds: {},
      },
    },
    plan: { track: { __default: { enabled: true, integrations: {} } } },
    edgeFunction: {},
    middlewareSettings: {},
    enabledMiddleware: {},
    // Silences the library's own metrics, a request every 30 seconds.
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}

/** RudderStack's source configuration; `enabled: false` stops the library. */
export function rudderSourceConfig(
  source: { id: number; name: string; enabled: boolean },
  writeKey: string,
  updatedAt: number,
): object {
  return {
    source: {
      id: String(source.id),
      name: source.name,
      writeKey,
      enabled: source.enabled,
      workspaceId: "headwater",
      destinations: [],
      connections: [],
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
    },
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
