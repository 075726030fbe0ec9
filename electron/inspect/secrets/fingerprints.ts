export const fingerprintBytes = 4;

/** From common to rare in prose and in code. */
const commonFirst = ' etaoinsrlhdcumpfgyb.,_-/wv=":k;()\'\n\t0x1TSEAICRP2ONLDMFB3';
const chances = chanceTable();

/** How often a byte stands at some place of a text, roughly. */
function chanceTable(): Float64Array {
  const table = new Float64Array(256).fill(0.0002);
  for (let byte = 0x20; byte < 0x7f; byte += 1) table[byte] = 0.002;
  for (let rank = 0; rank < commonFirst.length; rank += 1) {
    table[commonFirst.charCodeAt(rank)] = 0.6 / (rank + 5);
  }
  return table;
}

/** Where the rarest four bytes of a word begin. */
export function placeOfFingerprint(word: Uint8Array): number {
  let best = 0;
  let least = Infinity;
  for (let at = 0; at + fingerprintBytes <= word.length; at += 1) {
    let chance = 1;
    for (let index = at; index < at + fingerprintBytes; index += 1)
      chance *= chances[word[index] as number] as number;
    if (chance < least) [best, least] = [at, chance];
  }
  return best;
}

interface Group {
  readonly prints: ReadonlyArray<ReadonlyArray<number>>;
  /** Which low and which high halves stand at each place: eight sets of 16 bits. */
  readonly halves: ReadonlyArray<number>;
  /** How likely a text looks like a member. */
  readonly chance: number;
  /** What merging with each other group, by index, would add. */
  readonly costs: Map<Group, number>;
}

/**
 * Puts fingerprints into at most `count` groups so that few other texts look like a member of one:
 * a group stands for every mix of its members' halves of bytes, so alike ones belong together.
 */
export function groupFingerprints(
  prints: ReadonlyArray<ReadonlyArray<number>>,
  count: number,
): ReadonlyArray<ReadonlyArray<ReadonlyArray<number>>> {
  const groups: Group[] = [];
  const enter = (members: Group['prints'], halves: Group['halves']) => {
    const group: Group = { prints: members, halves, chance: chanceOf(halves), costs: new Map() };
    for (const other of groups) {
      const joint = chanceOf(union(halves, other.halves));
      other.costs.set(group, joint - group.chance - other.chance);
    }
    groups.push(group);
  };
  for (const print of prints)
    enter(
      [print],
      print.flatMap((byte) => [1 << (byte & 15), 1 << (byte >> 4)]),
    );
  while (groups.length > count) {
    let pair: readonly [Group, Group] | null = null;
    let least = Infinity;
    for (const one of groups) {
      for (const [other, cost] of one.costs) {
        if (cost < least) [pair, least] = [[one, other], cost];
      }
    }
    if (pair === null) break;
    for (const gone of pair) {
      groups.splice(groups.indexOf(gone), 1);
      for (const left of groups) left.costs.delete(gone);
    }
    const [one, other] = pair;
    enter([...one.prints, ...other.prints], union(one.halves, other.halves));
  }
  return groups.map((group) => group.prints);
}

function union(one: ReadonlyArray<number>, other: ReadonlyArray<number>): number[] {
  return one.map((half, index) => half | (other[index] as number));
}

function chanceOf(halves: ReadonlyArray<number>): number {
  let product = 1;
  for (let place = 0; place < halves.length; place += 2) {
    let sum = 0;
    for (let high = halves[place + 1] as number; high !== 0; high &= high - 1) {
      const row = (31 - Math.clz32(high & -high)) << 4;
      for (let low = halves[place] as number; low !== 0; low &= low - 1)
        sum += chances[row + 31 - Math.clz32(low & -low)] as number;
    }
    product *= sum;
  }
  return product;
}
