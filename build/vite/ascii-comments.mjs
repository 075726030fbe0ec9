/** Lines that begin as a comment does. */
const comment = /^[ \t]*(?:\/\/|\/\*|\*).*$/gm;
const notAscii = /[^\t -~]/g;

/**
 * A plugin that leaves chunks in ASCII, where esbuild has escaped all text but that of comments: V8 keeps
 * and reads a script of one byte a character in half the room and time.
 */
export function asciiComments() {
  return {
    name: 'ascii-comments',
    renderChunk: {
      order: 'post',
      handler(code) {
        const plain = code.replace(comment, (line) => line.replace(notAscii, '?'));
        return plain === code ? null : { code: plain, map: null };
      },
    },
  };
}
