// What every judge compares with: the counts of the environment, which came from the record.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const number = (name) => {
  const value = Number(process.env[name]);
  if (!Number.isInteger(value)) throw new Error(`${name} is not set`);
  return value;
};
const failures = number('FAIL');
const errors = number('ERROR');
const skipped = number('SKIP') + number('INCONCLUSIVE');
const total = number('PASS') + number('WARN') + failures + errors + skipped;
export const wanted = { total, failures, errors, skipped, warnings: number('WARN'), inconclusive: number('INCONCLUSIVE') };

// Packages stand in the folder that ORACLES names, not beside these files.
const installed = createRequire(`${process.env.ORACLES}/`);
export const load = (name) => import(pathToFileURL(installed.resolve(name)).href);

export function same(what, got, expected) {
  if (got === expected) return;
  console.log(`${what}: ${got}, not ${expected}`);
  process.exitCode = 1;
}
