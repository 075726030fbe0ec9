import { UsageError } from '../command';

/**
 * The fields of a value such as `type=local,dest=out`: separated by commas, and in double quotes where
 * one holds a comma itself; a doubled quote stands for one (RFC 4180 §2). @throws UsageError.
 */
export function csvFields(text: string): ReadonlyArray<string> {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=,|$)/.exec(text.slice(at));
    const plain = /^[^,]*/.exec(text.slice(at))?.[0] ?? '';
    if (quoted === null && plain.includes('"')) {
      throw new UsageError(`invalid value ${text}: a quote stands where none can`);
    }
    fields.push(quoted === null ? plain : (quoted[1] ?? '').replaceAll('""', '"'));
    at += quoted === null ? plain.length : (quoted[0]?.length ?? 0);
    if (at >= text.length) return fields;
    at += 1;
  }
}

/** Fields as `name=value`, names in lower case. @throws UsageError naming the field that is none. */
export function csvPairs(option: string, text: string): ReadonlyMap<string, string> {
  return new Map(
    csvFields(text).map((field) => {
      const equals = field.indexOf('=');
      if (equals < 1) {
        throw new UsageError(
          `invalid argument "${text}" for "--${option}": "${field}" is not name=value`,
        );
      }
      return [field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1)] as const;
    }),
  );
}

/** `true`, `false` and what Go's ParseBool takes besides. @throws UsageError. */
export function csvSwitch(option: string, name: string, text: string | undefined): boolean | null {
  if (text === undefined) return null;
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new UsageError(`invalid argument for "--${option}": ${name}=${text} is not true or false`);
}

/** @throws UsageError for a name that the option does not know. */
export function refuseOthers(
  option: string,
  given: ReadonlyMap<string, string>,
  known: ReadonlyArray<string>,
): void {
  const other = [...given.keys()].find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new UsageError(
    `invalid argument for "--${option}": unexpected key "${other}", known are ${known.join(', ')}`,
  );
}
