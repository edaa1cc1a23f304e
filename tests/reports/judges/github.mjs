// What a runner of GitHub Actions does with the output of a step: it obeys "::command" at the beginning of a line (after
// blanks) and "##[command]" anywhere, unless "::stop-commands::WORD" was said, until "::WORD::".
// usage: github.mjs OUTPUT SUMMARY
import { readFileSync, statSync } from 'node:fs';
import { same, wanted } from './wanted.mjs';

const [output, summary] = process.argv.slice(2);
const obeyed = { error: [], warning: [], notice: [] };
let word = '';
let ignored = 0;
for (const line of readFileSync(output, 'utf8').split('\n')) {
  const match = /^\s*::([^\s:]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? /##\[([a-z-]+)( [^\]]*)?\](.*)$/.exec(line);
  if (!match) continue;
  const [, command, properties, message] = match;
  if (word && command !== word) ignored += 1;
  else if (word) word = '';
  else if (command === 'stop-commands') word = message;
  else if (command in obeyed) obeyed[command].push({ properties, message });
  else same('command', command, 'one of ours');
}
const limit = (count) => Math.min(count, 10);
same('errors at all', obeyed.error.length > 0, wanted.failures + wanted.errors > 0);
same('warnings at all', obeyed.warning.length > 0, wanted.warnings > 0);
for (const [kind, notes] of Object.entries(obeyed)) {
  same(`${kind}: as many as are shown`, notes.length, limit(notes.length));
  for (const note of notes) same(`${kind}: has a title`, /(^|,)title=[^,]+$/.test(note.properties ?? ''), true);
  same(`${kind}: made by the device`, notes.filter((note) => /title=evil/.test(note.properties)).length, 0);
}
same('commands go on being obeyed', word, '');
same('commands of the device that were not obeyed', ignored >= Number(process.env.INJECTED), true);
same('summary within its limit', statSync(summary).size <= 1024 * 1024, true);
const totals = readFileSync(summary, 'utf8').match(/^\| \*\*all\*\* \|(.*)\|$/m)[1].split('|').map(Number);
same('summary: FAIL', totals[1], wanted.failures);
same('summary: total', totals[6], wanted.total);
