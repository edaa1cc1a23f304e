// npm tap-parser: the counts, and that each diagnostic is a YAML document that says why. usage: tap.mjs FILE
import { readFileSync } from 'node:fs';
import { load, same, wanted } from './wanted.mjs';

const { Parser } = await load('tap-parser');
const parser = new Parser({ strict: true });
const points = [];
const skips = [];
let results;
parser.on('assert', (point) => (point.skip ? skips : points).push(point));
parser.on('extra', (text) => {
  console.log(`not TAP: ${JSON.stringify(text)}`);
  process.exitCode = 1;
});
parser.on('complete', (all) => { results = all; });
parser.end(readFileSync(process.argv[2], 'utf8'));

same('plan', results.plan.end, wanted.total);
same('points', results.count, wanted.total);
same('faults of the syntax', results.failures.filter((one) => one.tapError).length, 0);
same('bailed out', results.bailout, false);
same('not ok', points.filter((point) => !point.ok).length, wanted.failures + wanted.errors);
same('skipped', skips.length, wanted.skipped);
same('skipped as INCONCLUSIVE', skips.filter((point) => String(point.skip).startsWith('INCONCLUSIVE: ')).length,
  wanted.inconclusive);
const told = points.filter((point) => point.diag && typeof point.diag.message === 'string' && point.diag.at.file);
same('diagnostics', told.length, wanted.failures + wanted.errors + wanted.warnings);
same('cards', told.filter((point) => /^(FAIL|WARN) [^]*\n {2}reproduce /.test(point.diag.cards ?? '')).length,
  wanted.failures + wanted.warnings);
