import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** No honest message of an engine is longer. */
const lineLimit = 16 * 1024 * 1024;

/** The JSON documents of a stream, one after the other, with line feeds between them. */
export async function* jsonLines<T>(stream: Readable): AsyncGenerator<T> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    rest += decoder.write(chunk as Buffer);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineLimit) throw new RangeError('the engine sent a line without end');
    for (const line of lines) {
      const text = line.trim();
      if (text !== '') yield JSON.parse(text) as T;
    }
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as T;
}
