/**
 * Where Segment's code says "Segment" to a destination, and what we say there: whoever reads their event log should find who
 * really sent it. Texts of a destination's own files, replaced everywhere in them when they are built; the build stops where
 * one is no longer found. The user agent is taken out of every request (runtime/cross-fetch.ts).
 */
export const BRAND: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  absmartly: [["'segment'", "'headwater'"]],
  airship: [
    ["'Segment'", "'Headwater'"],
    ["'segment-integration'", "'headwater-integration'"],
    ["'test_segment_auth'", "'test_headwater_auth'"],
  ],
  "algolia-insights": [["algolia-segment-action-destination", "algolia-headwater-destination"]],
  altertable: [["'altertable-segment'", "'altertable-headwater'"]],
  amplitude: [["'segment'", "'headwater'"]],
  "angler-ai": [
    ["'SEGMENT'", "'HEADWATER'"],
    ["'segment'", "'headwater'"],
  ],
  "app-fit": [
    ["segment_destination", "headwater"],
    ["'segment'", "'headwater'"],
  ],
  clevertap: [["'Segment'", "'Headwater'"]],
  devrev: [["'segment'", "'headwater'"]],
  encharge: [["'X-Segment-Actions'", "'X-Headwater'"]],
  fullstory: [["'segment'", "'headwater'"]],
  gameball: [["'GB/Segment'", "'GB/Headwater'"]],
  hubspot: [["'segment_group_id'", "'headwater_group_id'"]],
  hyperengage: [["'segment_api'", "'headwater'"]],
  insider: [["'segment'", "'headwater'"]],
  kevel: [["adzerk-segment-integration", "adzerk-headwater-integration"]],
  koala: [["'segment-cloud'", "'headwater'"]],
  launchpad: [
    ["!= 'Segment'", "!= 'Headwater'"],
    [": 'Segment'", ": 'Headwater'"],
    ["segment_source_name", "headwater_source_name"],
  ],
  loops: [["'Segment'", "'Headwater'"]],
  "magellan-ai": [["'segment'", "'headwater'"]],
  mixpanel: [
    ["'segment'", "'headwater'"],
    ["Segment Actions: ", "Headwater: "],
    ["segment_source_name", "headwater_source_name"],
  ],
  "ms-bing-capi": [["'SEGMENT'", "'HEADWATER'"]],
  "nextdoor-capi": [["'segment'", "'headwater'"]],
  "pinterest-conversions": [["'ss-segment'", "'ss-headwater'"]],
  postscript: [
    ["'Segment Audiences'", "'Headwater Audiences'"],
    ["'Segment_Audience_", "'Headwater_Audience_"],
    ["'Segment Audience ID'", "'Headwater Audience ID'"],
  ],
  qualtrics: [["'segment-destination'", "'headwater-destination'"]],
  "reddit-conversions-api": [["'SEGMENT'", "'HEADWATER'"]],
  singlestore: [["'segment_data'", "'headwater_data'"]],
  "snap-conversions-api": [["'segment'", "'headwater'"]],
  stackadapt: [["segment_ss:", "headwater_ss:"]],
  "tiktok-conversions": [["'Segment'", "'Headwater'"]],
  "twilio-studio": [["studio_segment_destination", "studio_headwater_destination"]],
  usermaven: [["'usermaven-segment'", "'usermaven-headwater'"]],
  usermotion: [["'Segment'", "'Headwater'"]],
  vwo: [
    ["'segment.cloud'", "'headwater.cloud'"],
    ["'segment.'", "'headwater.'"],
    ["`segment.$", "`headwater.$"],
    ["'segment'", "'headwater'"],
  ],
};

/** Meta's token is one of Segment's there, for all of its customers; here it is each connection's own. */
export const TOKENS: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  "facebook-conversions-api": [
    ["extendRequest: () =>", "extendRequest: ({ auth }) =>"],
    ["process.env.ACTIONS_FB_CAPI_SYSTEM_USER_TOKEN", "auth.accessToken"],
  ],
};
