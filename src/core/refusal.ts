/**
 * Why an event, or a whole request, was not stored. Segment's own discard codes where it has one.
 * Each is counted per source and hour with samples: GET /api/refused.
 */
export const REFUSALS = {
  empty_batch: "The batch held no events.",
  not_an_object: "The event is not a JSON object.",
  type_unknown: "The type is none of track, page, screen, identify, group, alias.",
  no_user_anon_id: "The event has neither userId nor anonymousId, so nobody did it.",
  id_not_string: "userId, anonymousId, groupId or previousId must be text or a number.",
  id_required: "A group call needs groupId, an alias call needs previousId and userId.",
  event_not_defined: "A track call needs the name of its event.",
  event_not_string: "The name of the event must be text.",
  properties_not_object: "properties must be an object.",
  traits_not_object: "traits must be an object.",
  context_not_object: "context must be an object.",
  integrations_not_object: "integrations must be an object.",
  name_not_string: "name must be text.",
  category_not_string: "category must be text.",
  device_advertisingid_should_be_string: "context.device.advertisingId must be text.",
  consent_not_object: "context.consent must be an object with categoryPreferences.",
  event_too_large: "The event is over 32 KB.",
  event_too_deep: "The event is nested more than 64 levels deep.",
  event_too_many_keys: "The event has more than 10,000 keys.",
  batch_too_long: "The batch had more than 2,500 events; the ones after that were not taken.",
  json_invalid: "The body was not valid JSON.",
  body_not_an_object: "The body was not a JSON object.",
  body_unreadable: "The body could not be inflated.",
  payload_too_large: "The body was over 500 KB, or a single event over 32 KB.",
  write_key_missing: "The request carried no write key.",
  write_key_unknown: "The write key belongs to no source.",
  source_disabled: "The source is switched off.",
  rate_limited: "The source or the address sent more than its limit.",
  suppressed: "The event is about somebody who was erased or suppressed.",
  plan_blocked: "The tracking plan blocks events that are not as planned.",
  plan_expired: "The event was kept aside by the tracking plan for 30 days, and nobody let it in.",
  duplicate: "An event with this messageId was stored within the last 24 hours.",
} as const;

export type RefusalReason = keyof typeof REFUSALS;

export const refusalReasons = Object.keys(REFUSALS) as [RefusalReason, ...RefusalReason[]];

/** One refused event (or request): the sample is its JSON text, cut where it is long. */
export interface Refusal {
  reason: RefusalReason;
  /** What exactly, e.g. the field. */
  detail: string;
  sample: string;
}

/** Long enough to recognise an event by, short enough to keep many. */
export const MAX_SAMPLE_LENGTH = 2_000;
