export interface TextContent {
  readonly text: string | null;
  readonly truncated: boolean;
}

/**
 * File content as the window shows it: null when it is no UTF-8 text. A character cut in two by the
 * limit is left out; it does not make the content binary.
 */
export function asText(content: Uint8Array, limitBytes: number): TextContent {
  const truncated = content.byteLength > limitBytes;
  const shown = truncated ? content.subarray(0, limitBytes) : content;
  if (shown.includes(0)) return { text: null, truncated };
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { text: decoder.decode(shown, { stream: truncated }), truncated };
  } catch {
    return { text: null, truncated };
  }
}
