import koffi from 'koffi';

type Declare = (signature: string) => (...args: unknown[]) => number;

/** Declares functions of the C library by their prototypes. */
export function libcFunctions(): Declare {
  const library = koffi.load('libc.so.6');
  return (signature) => library.func(signature) as ReturnType<Declare>;
}
