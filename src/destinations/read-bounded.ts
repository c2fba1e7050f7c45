/** Answers are read this far; what destinations say is short, and an endless answer must not fill the memory. */
const MAX_ANSWER_BYTES = 1_000_000;

/** The text of an answer, up to a megabyte of it. */
export async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; size < MAX_ANSWER_BYTES;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}
