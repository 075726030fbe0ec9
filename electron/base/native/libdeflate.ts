import koffi, { type KoffiFunc } from 'koffi';
import type { SpareMemory } from '../spare-memory';

/** The system's libdeflate, which compresses about twice as fast as zlib. */
export interface Libdeflate {
  /** Memory outside of JavaScript's, held until `free` is called. */
  compressor(level: number): GzipCompressor;
}

/** Compresses one block at a time, on one of libuv's threads. */
export interface GzipCompressor {
  /**
   * One whole member of gzip (RFC 1952 §2.3), without a time and a system, in memory taken from `memory`.
   * The block must stay as it is meanwhile.
   */
  compress(block: Uint8Array, memory: SpareMemory): Promise<Buffer>;
  /** Only when nothing is being compressed any more. */
  free(): void;
}

/** Name and ABI since libdeflate 1.0. */
const soname = 'libdeflate.so.0';

let found: { readonly library: Libdeflate | null } | undefined;

/** Looked for when first asked for; null where it is not installed, and on other systems than Linux. */
export function libdeflate(): Libdeflate | null {
  found ??= { library: loadLibdeflate(soname) };
  return found.library;
}

export function loadLibdeflate(name: string): Libdeflate | null {
  if (process.platform !== 'linux') return null;
  try {
    return load(name);
  } catch {
    // Not installed, or something else of that name: there is zlib.
    return null;
  }
}

type Pointer = bigint | null;

interface Calls {
  allocate(level: number): Pointer;
  free(compressor: Pointer): void;
  /** The most bytes that so many can become. */
  bound(compressor: Pointer, length: number): number;
  /** Bytes written; 0 when they do not fit. */
  readonly compress: KoffiFunc<
    (compressor: Pointer, from: Uint8Array, length: number, to: Buffer, room: number) => number
  >;
}

function load(name: string): Libdeflate {
  const library = koffi.load(name);
  const declare = <T>(signature: string): T => library.func(signature) as T;
  const calls: Calls = {
    allocate: declare('void* libdeflate_alloc_compressor(int)'),
    free: declare('void libdeflate_free_compressor(void*)'),
    bound: declare('size_t libdeflate_gzip_compress_bound(void*, size_t)'),
    compress: declare('size_t libdeflate_gzip_compress(void*, const void*, size_t, void*, size_t)'),
  };
  return { compressor: (level) => compressorOf(calls, level) };
}

function compressorOf(calls: Calls, level: number): GzipCompressor {
  let compressor = calls.allocate(level);
  if (compressor === null) throw new Error('libdeflate: out of memory');
  /** What a thread reads and writes now: koffi keeps the addresses only, not the memory. */
  let inUse: readonly [from: Uint8Array, to: Buffer] | null = null;
  const check = (): void => {
    if (compressor === null) throw new TypeError('libdeflate: the compressor is freed');
    if (inUse !== null) throw new TypeError('libdeflate: the compressor is in use');
  };
  return {
    async compress(block, memory) {
      check();
      const output = memory.take(calls.bound(compressor, block.length));
      inUse = [block, output];
      try {
        const length = await new Promise<number>((resolve, reject) =>
          calls.compress.async(
            compressor,
            block,
            block.length,
            output,
            output.length,
            (error, result) => (error === null ? resolve(result) : reject(error as Error)),
          ),
        );
        if (length === 0) throw new Error('libdeflate: a block became larger than its bound');
        return output.subarray(0, length);
      } finally {
        inUse = null;
      }
    },
    free() {
      if (compressor === null) return;
      check();
      calls.free(compressor);
      compressor = null;
    },
  };
}
