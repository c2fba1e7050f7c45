import type { Agent, Origin, Place } from "#core/event.ts";

/** What is stamped where nothing is known. */
export const NOWHERE: Place = {
  country: null,
  region: null,
  city: null,
  continent: null,
  latitude: null,
  longitude: null,
  postalCode: null,
  timezone: null,
  asn: null,
  network: null,
};

export const NO_AGENT: Agent = {
  browser: null,
  browserVersion: null,
  engine: null,
  os: null,
  osVersion: null,
  device: null,
  bot: null,
};

export const NO_ORIGIN: Origin = {
  referrer: null,
  referringDomain: null,
  channel: null,
  utmSource: null,
  utmMedium: null,
  utmCampaign: null,
  utmTerm: null,
  utmContent: null,
  clickIds: {},
};
