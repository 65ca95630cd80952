/** How many seconds `run` takes. */
export async function seconds(run) {
  const from = performance.now();
  await run();
  return (performance.now() - from) / 1000;
}

/**
 * How many tasks a second `run` gets through, and what one costs this process in microseconds of
 * CPU time, user and system, all its threads. Other load on the machine changes the first far more
 * than the second.
 */
export async function timed(tasks, run) {
  const before = process.cpuUsage();
  const spent = await seconds(run);
  const { user, system } = process.cpuUsage(before);
  return { rate: tasks / spent, cpu: (user + system) / tasks };
}
