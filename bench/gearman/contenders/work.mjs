/** Tasks under way when they are put, and again when they are processed. */
export const AT_ONCE = 100;

/** A task's data; 100 bytes as JSON. What @jq/core wraps it in comes on top. */
export const DATA = { text: 'x'.repeat(100 - JSON.stringify({ text: '' }).length) };
export const BODY = Buffer.from(JSON.stringify(DATA));
