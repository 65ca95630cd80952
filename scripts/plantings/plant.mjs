// How a violation is described: its check, what is planted where, and what the check must then say.

export const path = (...parts) => `/${parts.join('/')}/`;
export const long = (lines, text) => `${Array.from({ length: lines }, () => text).join('\n')}\n`;
export const add = (text) => (before) => `${before}${text}`;
export const file = (text) => () => text;
export const manifest = (change) => (before) => {
  const json = JSON.parse(before);
  change(json);
  return `${JSON.stringify(json, null, 2)}\n`;
};

/**
 * @param {string} check
 * @param {string} what is planted
 * @param {Record<string, (before: string) => string | undefined>} changes of files; without an
 *   answer the file is removed
 * @param {RegExp} expected in the output of the check
 */
export const plantAll = (check, what, changes, expected) => ({ check, what, changes, expected });
export const plant = (check, what, file, change, expected) =>
  plantAll(check, what, { [file]: change }, expected);
/** A commit on top of the history, with this subject. */
export const plantCommit = (check, what, subject, expected) => ({
  ...plantAll(check, what, {}, expected),
  subject,
});
