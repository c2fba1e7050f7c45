/**
 * A person and all their events as one JSON document, written as it is read, so that it may be of any size. The file says
 * everything that is kept of them (GDPR article 20: a structured, commonly used and machine-readable format).
 */
export function exportPerson(person: object, events: AsyncGenerator<object>): Response {
  const encoder = new TextEncoder();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`{"person":${JSON.stringify(person)},"events":[`));
    },
    async pull(controller) {
      const next = await events.next();
      if (next.done) {
        controller.enqueue(encoder.encode("\n]}\n"));
        return controller.close();
      }
      controller.enqueue(encoder.encode(`${isFirst ? "\n" : ",\n"}${JSON.stringify(next.value)}`));
      isFirst = false;
    },
    async cancel() {
      await events.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": 'attachment; filename="person.json"',
      "x-content-type-options": "nosniff",
    },
  });
}
