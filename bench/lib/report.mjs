import { fastest } from './measure.mjs';

/** Collects ratios and prints them as they come; a goal that is missed is marked, not hidden. */
export class Report {
  rows = [];

  /** @param {string} what @param {number} ratio @param {number} goal @param {string} against @param {string} detail */
  ratio(what, ratio, goal, against, detail) {
    const row = { what, ratio, goal, against, detail, met: ratio <= goal };
    this.rows.push(row);
    const mark = row.met ? 'ok  ' : 'MISS';
    process.stdout.write(
      `${mark} ${what}: ${ratio.toFixed(2)} of ${against} (goal ${goal})   ${detail}\n`,
    );
  }

  /** Ours against the fastest of the named peers that took part. */
  beside(what, results, peers, goal) {
    const peer = fastest(results, peers);
    if (peer === undefined) this.skipped(what, 'no peer here');
    else this.against(what, results, peer, goal, peer);
  }

  /** Ours against another contender; `name`: what the reader knows it by. */
  against(what, results, contender, goal, name) {
    const ratio = results.darkroom.median / results[contender].median;
    this.ratio(what, ratio, goal, name, detail(results));
  }

  skipped(what, why) {
    process.stdout.write(`skip ${what}: ${why}\n`);
  }
}

/** `median [min-max] ms` of each contender. */
export function detail(results) {
  return Object.entries(results)
    .map(
      ([name, { median, min, max }]) =>
        `${name} ${median.toFixed(0)} [${min.toFixed(0)}-${max.toFixed(0)}] ms`,
    )
    .join(', ');
}
