import { createDriver } from './create-driver.ts';

/** A driver in a process of its own, for tests that end it with -9: prints what it hears, a JSON line each. */
const [socketName] = process.argv.slice(2);
const quiet = { info: () => undefined, warn: () => undefined, error: console.error };
const driver = createDriver({ socketName, log: quiet });
driver.on('up', () => console.log(JSON.stringify({ event: 'up' })));
process.stdin.resume(); // lives until it is ended
await driver.start();
