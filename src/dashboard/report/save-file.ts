/** Hands the browser a file to keep. */
export function saveFile(name: string, text: string, type = "text/csv"): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Once the download has begun the browser holds the file by itself.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
