/** Which scenarios each adapter goes through, in the order of the report; each is the file of its name. */
export const SCENARIO_NAMES = {
  file: [
    'put-single',
    'take-single',
    'put-batch',
    'take-batch',
    'four-processes',
    'durable',
    'wake-up',
    'through-worker',
    'million',
  ],
};

export async function loadScenario(name) {
  const { scenario } = await import(`./${name}.mjs`);
  return scenario;
}
