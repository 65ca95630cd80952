import type { JobQueueError } from '../errors.js';
import { unknownOption } from './check-options.js';

/** Which options a DSN may give after its `?`, and what their values are. */
export interface QueryKinds {
  /** `true` or `false`. */
  readonly flags?: readonly string[];
  readonly numbers?: readonly string[];
  /** Numbers with commas between them; nothing is a list of none. */
  readonly lists?: readonly string[];
  readonly texts?: readonly string[];
  /** Texts by name, one entry each: `names.orders=shop.orders`. */
  readonly maps?: readonly string[];
}

/**
 * Reads the options of a DSN. What is no number becomes NaN, for the adapter's own check to refuse.
 * @throws what `invalid` makes of a message, for an unknown option, a flag that is neither, or an
 * option given twice
 */
export function queryOptions(
  query: string | undefined,
  { flags = [], numbers = [], lists = [], texts = [], maps = [] }: QueryKinds,
  invalid: (what: string) => JobQueueError,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(query))
    if (Object.hasOwn(options, name)) throw invalid(`${name} is given twice`);
    else if (flags.includes(name)) options[name] = flagOf(name, value, invalid);
    else if (numbers.includes(name)) options[name] = numberOf(value);
    else if (lists.includes(name))
      options[name] = value === '' ? [] : value.split(',').map(numberOf);
    else if (texts.includes(name)) options[name] = value;
    else if (maps.some((map) => name.startsWith(`${map}.`)))
      addEntry(options, name, value, invalid);
    else {
      const entries = maps.map((map) => `${map}.<queue>`);
      throw invalid(unknownOption(name, [...flags, ...numbers, ...lists, ...texts, ...entries]));
    }
  return options;
}

/** Puts `names.orders` into the map `names` as `orders`. */
function addEntry(
  options: Record<string, unknown>,
  name: string,
  value: string,
  invalid: (what: string) => JobQueueError,
): void {
  const map = name.slice(0, name.indexOf('.'));
  const key = name.slice(map.length + 1);
  // Without a prototype, so that any key is only a key.
  const entries = (options[map] ??= Object.create(null)) as Record<string, string>;
  if (key in entries) throw invalid(`${name} is given twice`);
  entries[key] = value;
}

function numberOf(value: string): number {
  return value === '' ? NaN : Number(value);
}

function flagOf(name: string, value: string, invalid: (what: string) => JobQueueError): boolean {
  if (value !== 'true' && value !== 'false')
    throw invalid(`${name}=${value}: use ${name}=true or ${name}=false`);
  return value === 'true';
}
