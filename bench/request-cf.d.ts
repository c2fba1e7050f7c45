/** What workerd's requests have and Node's don't: src/ingest reads it where it is. */
interface Request {
  readonly cf?: Record<string, unknown>;
}
