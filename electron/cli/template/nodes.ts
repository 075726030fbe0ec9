/** The parts of a template, as Go's text/template has them. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipe: Pipe }
  | Block
  | { readonly kind: 'break' | 'continue' };

export interface Block {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: ReadonlyArray<Node>;
  readonly otherwise: ReadonlyArray<Node>;
}

export interface Pipe {
  /** Variables that take its value; two of a range are index and element. */
  readonly targets: ReadonlyArray<string>;
  /** `:=` makes them, `=` changes them. */
  readonly declares: boolean;
  readonly calls: ReadonlyArray<Call>;
}

/** A function with arguments, or a value alone. */
export type Call =
  | { readonly kind: 'function'; readonly name: string; readonly operands: ReadonlyArray<Operand> }
  | { readonly kind: 'operand'; readonly operand: Operand };

export type Operand =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'field'; readonly path: ReadonlyArray<string> }
  | { readonly kind: 'variable'; readonly name: string; readonly path: ReadonlyArray<string> }
  | { readonly kind: 'pipe'; readonly pipe: Pipe; readonly path: ReadonlyArray<string> }
  | { readonly kind: 'function'; readonly name: string };
