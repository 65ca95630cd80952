/** A task's data; 100 bytes as JSON. What each library wraps it in comes on top. */
export const DATA = { text: 'x'.repeat(100 - JSON.stringify({ text: '' }).length) };
/** Tasks in one call. */
export const BULK = 100;

export const endpointOf = ({ url }) => new URL(url).searchParams.get('endpoint');
