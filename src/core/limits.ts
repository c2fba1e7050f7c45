/**
 * Every number that bounds what a client may send or what one write may hold, with its source.
 * Bytes are counted on the inflated UTF-8 body.
 */

/** Segment's batch limit is 500 KB; ruby and php fill 512,000 bytes of events, so leave room for the envelope. */
export const MAX_BODY_BYTES = 524_288;

/** Segment's limit for one event (32 KB); analytics-node, python and ruby check for exactly this much. */
export const MAX_EVENT_BYTES = 32_768;

/** Segment drops what comes after this many events in a batch and still answers 200. */
export const MAX_BATCH_EVENTS = 2_500;

/** Deeper JSON than this is refused: recursion over it must never be able to exhaust the stack. */
export const MAX_DEPTH = 64;

/** Segment's limit on properties of one event, counted here over all levels. */
export const MAX_KEYS = 10_000;

/** Event names are dictionary entries; longer ones are cut (the original stays in the event). */
export const MAX_NAME_LENGTH = 255;

/** Longest id that can name a person, in UTF-8 bytes (longer ones are treated as absent). */
export const MAX_ID_BYTES = 256;

/** A message id may be this long (Segment documents 100; node's legacy ids have 74); a longer one is replaced. */
export const MAX_MESSAGE_ID_LENGTH = 256;

/**
 * Cloudflare Queues: 128 KB a message, where KB is 1,000 bytes and about 100 bytes are metadata.
 * https://developers.cloudflare.com/queues/platform/limits/
 */
export const MAX_QUEUE_MESSAGE_BYTES = 127_000;

/** Cloudflare Queues: 256 KB a sendBatch; two full messages fit. */
export const MAX_QUEUE_BATCH_BYTES = 255_000;

/** D1 refuses a bound value over 2 MB; packs are passed as hex text, so a pack's gzip must stay under half of it. */
export const MAX_PACK_RAW_BYTES = 1_000_000;

/** Events in one pack: small enough to unpack for one row, large enough to compress well. */
export const MAX_PACK_EVENTS = 1_000;

/** How long a messageId is remembered (Segment: at least 24 hours). */
export const DEDUPE_WINDOW_MS = 24 * 60 * 60 * 1_000;

/** A timestamp further ahead of its arrival than this is a broken clock: the event is dated by its arrival. */
export const MAX_FUTURE_MS = 366 * 24 * 60 * 60 * 1_000;

/** Text longer than this is not copied into a fact's slot; it stays in the pack (docs/storage.md). */
export const MAX_SLOT_TEXT = 48;
