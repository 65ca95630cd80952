/** How many seconds `run` takes. */
export async function seconds(run) {
  const from = performance.now();
  await run();
  return (performance.now() - from) / 1000;
}
