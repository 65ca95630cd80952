/** What a call throws or rejects with, or that it does neither. */
export async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  return 'nothing was thrown';
}
