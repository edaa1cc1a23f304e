// npm junit2json and test-results-parser on a JUnit file. usage: junit.mjs FILE
import { readFileSync } from 'node:fs';
import { load, same, wanted } from './wanted.mjs';

const [file] = process.argv.slice(2);
const { parse } = await load('junit2json');
const suites = await parse(readFileSync(file, 'utf8'));
const cases = suites.testsuite.flatMap((suite) => suite.testcase ?? []);
same('junit2json: cases', cases.length, wanted.total);
same('junit2json: total of its head', suites.tests, wanted.total);
same('junit2json: failures', cases.filter((one) => one.failure).length, wanted.failures);
same('junit2json: errors', cases.filter((one) => one.error).length, wanted.errors);
same('junit2json: skipped', cases.filter((one) => one.skipped).length, wanted.skipped);

const results = (await load('test-results-parser')).default.parse({ type: 'junit', files: [file] });
same('test-results-parser: total, without what was skipped', results.total, wanted.total - wanted.skipped);
same('test-results-parser: failed and errors', results.failed + results.errors, wanted.failures + wanted.errors);
same('test-results-parser: skipped', results.skipped, wanted.skipped);
const told = results.suites.flatMap((suite) => suite.cases).filter((one) => one.status === 'FAIL' && one.failure);
same('test-results-parser: failures that say why', told.length, wanted.failures + wanted.errors);
