// What a record says, counted without any code of ours: PASS FAIL WARN INCONCLUSIVE SKIP ERROR and the messages, as words
// for a shell. Of lines with the same id the last counts. usage: counts.mjs RECORD
import { readFileSync } from 'node:fs';

const lines = readFileSync(process.argv[2], 'utf8').trimEnd().split('\n').map(JSON.parse).filter((line) => 'findings' in line);
const cases = [...new Map(lines.map((line) => [JSON.stringify(line.id), line])).values()];
const count = (verdict) => cases.filter((one) => one.verdict === verdict).length;
const verdicts = ['PASS', 'FAIL', 'WARN', 'INCONCLUSIVE', 'SKIP', 'ERROR'];
// what a case took over from another was sent once
const own = (one) => one.messages.filter((message) => !(message.flags ?? []).includes('shared')).length;
const messages = cases.reduce((sum, one) => sum + own(one), 0);
console.log([...verdicts.map((verdict) => `${verdict}=${count(verdict)}`), `MESSAGES=${messages}`].join(' '));
