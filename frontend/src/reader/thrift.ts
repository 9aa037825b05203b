/**
 * Thrift: whether the reader has asked for little data. (READER PE8)
 */

/** Asked each time, since they may change their mind. */
export function isThrifty(browser: Navigator = navigator): boolean {
  const { connection } = browser as { connection?: { saveData?: boolean } };
  return connection?.saveData === true || matchMedia("(prefers-reduced-data: reduce)").matches;
}
