// ajv (JSON Schema 2020-12) on the JSON report, or on every line of a record. usage: schema.mjs SCHEMAS report|record FILE
import { readFileSync } from 'node:fs';
import { load, same, wanted } from './wanted.mjs';

const [folder, kind, file] = process.argv.slice(2);
const Ajv = (await load('ajv/dist/2020.js')).default;
const ajv = new (Ajv.default ?? Ajv)({ allErrors: false, strict: true, strictTypes: false, strictRequired: false });
for (const name of ['words', 'record', 'report']) ajv.addSchema(JSON.parse(readFileSync(`${folder}/${name}.schema.json`, 'utf8')));

const validate = ajv.getSchema(`urn:sipconform:schema:${kind}`);
const text = readFileSync(file, 'utf8');
const documents = kind === 'record' ? text.trimEnd().split('\n').map(JSON.parse) : [JSON.parse(text)];
documents.forEach((document, i) => {
  if (validate(document)) return;
  console.log(`${file}:${i + 1}: ${ajv.errorsText(validate.errors)}`);
  process.exitCode = 1;
});
if (kind === 'record') {
  same('the last line is the end', 'end' in documents.at(-1), true);
} else {
  const { cases } = documents[0];
  same('cases', cases.length, wanted.total);
  same('FAIL of the totals', documents[0].totals.FAIL, wanted.failures);
  same('cases that carry messages', cases.filter((one) => 'messages' in one).length,
    wanted.failures + wanted.errors + wanted.warnings);
}
