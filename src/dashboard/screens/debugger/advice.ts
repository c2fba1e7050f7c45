const SHAPE = "Look at what was received, below, and correct the call that sends it.";

/** What to do about each reason (GET /api/refused names them). */
export const ADVICE: Record<string, string> = {
  empty_batch: "Nothing is lost. Look whether your program means to send something here.",
  not_an_object: "Send each event as a JSON object, with braces.",
  type_unknown: "Set type to one of track, page, screen, identify, group or alias, or send to the path of that name.",
  no_user_anon_id: "Give every event a userId, or an anonymousId for people who have not signed in.",
  id_not_string: "Send ids as text or numbers, not as objects, lists or true and false.",
  id_required: "Add the missing id to the call: groupId for group, previousId and userId for alias.",
  event_not_defined: 'Give the track call a name: analytics.track("Signed Up").',
  event_not_string: "The first thing a track call gets is the event's name, as text. Properties come second.",
  properties_not_object: `Send properties as an object: { plan: "free" }. ${SHAPE}`,
  traits_not_object: `Send traits as an object: { email: "ada@example.com" }. ${SHAPE}`,
  context_not_object: SHAPE,
  integrations_not_object: SHAPE,
  name_not_string: SHAPE,
  category_not_string: SHAPE,
  device_advertisingid_should_be_string: SHAPE,
  consent_not_object: "Look at how your consent banner passes its choices on.",
  event_too_large: "Send less with this event: long texts, whole pages and pictures belong elsewhere.",
  event_too_deep: "Flatten what you send: a few levels are enough to ask about.",
  event_too_many_keys: "Send only the properties that you will ask about.",
  batch_too_long: "Send smaller batches. The libraries do that by themselves.",
  json_invalid: "Look at the program that builds this request: its body is cut off or not JSON.",
  body_not_an_object: 'Send one event as an object, or several as { "batch": […] }.',
  body_unreadable:
    "The body says it is compressed, but is damaged. Look at proxies between your program and Headwater.",
  payload_too_large: "Send smaller batches, or less with each event.",
  write_key_missing: "Give the library the write key of a source: copy it from Sources.",
  write_key_unknown: "Compare the key in your site with the one in Sources. An old key ends after it was replaced.",
  source_disabled: "Switch the source on again in Sources, if it should receive events.",
  rate_limited:
    "Look for code that sends in a loop. Libraries try again later by themselves, so a short peak loses nothing.",
  suppressed: "Nothing. This person objected or was erased. Settings lists how many there are.",
  plan_blocked: "Correct the site so that it sends what is planned, or change the event under Tracking plan.",
  plan_expired: "Look under Tracking plan, Kept aside, now and then: what nobody lets in goes after 30 days.",
  duplicate: "Nothing. A library sent it twice to be sure; it is stored once.",
};

/** Refusals that are as they should be, and no fault in a site. */
export const isIntended = (reason: string): boolean => reason === "suppressed" || reason === "duplicate";
