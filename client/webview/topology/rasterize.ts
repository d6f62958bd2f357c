// Makes a PNG of an SVG, sharp enough for a page in print.

/** Browsers draw no larger canvas. */
const mostPixels = 16_000;

/** Undefined when the browser cannot draw it. */
export async function pngOf(svg: string): Promise<string | undefined> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    return undefined; // Told to the user by the extension, which was asked for the file.
  }
  const scale = Math.min(2, mostPixels / image.width, mostPixels / image.height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const url = canvas.toDataURL('image/png');
  return url.startsWith('data:image/png;base64,') ? url.slice(url.indexOf(',') + 1) : undefined;
}
