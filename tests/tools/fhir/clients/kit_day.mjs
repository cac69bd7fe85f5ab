// fhir-kit-client against a server: statement, create, read, vread, history, search by POST, pages, update, transaction.
import assert from 'node:assert/strict';
import {Client} from 'fhir-kit-client';

const client = new Client({baseUrl: process.argv[2]});
const statement = await client.capabilityStatement();
assert.equal(statement.fhirVersion, '4.0.1');
const made = await client.create({resourceType: 'Patient', body: {resourceType: 'Patient', name: [{family: 'Levi'}]}});
const id = made.id;
assert.equal((await client.read({resourceType: 'Patient', id})).name[0].family, 'Levi');
const next = await client.update({resourceType: 'Patient', id, body: {...made, active: true}});
assert.equal(next.meta.versionId, '2');
assert.equal((await client.vread({resourceType: 'Patient', id, version: '1'})).active, undefined);
assert.equal((await client.resourceHistory({resourceType: 'Patient', id})).total, 2);
const entry = (number) => ({
  fullUrl: `urn:uuid:00000000-0000-4000-8000-00000000000${number}`,
  resource: {resourceType: 'Communication', status: 'completed', subject: {reference: `Patient/${id}`}, identifier: [{system: 'urn:kit', value: `${number}`}]},
  request: {method: 'POST', url: 'Communication', ifNoneExist: `identifier=urn:kit|${number}`},
});
const body = {resourceType: 'Bundle', type: 'transaction', entry: [1, 2, 3].map(entry)};
for (const status of ['201 Created', '200 OK']) {
  const answer = await client.transaction({body});
  assert.deepEqual(answer.entry.map((one) => one.response.status), [status, status, status]);
}
let page = await client.resourceSearch({resourceType: 'Communication', searchParams: {patient: id, _count: 2}, options: {postSearch: true}});
assert.equal(page.total, 3);
page = await client.nextPage({bundle: page});
assert.equal(page.entry.length, 1);
await assert.rejects(client.batch({body: {resourceType: 'Bundle', type: 'batch', entry: []}}), (error) => error.response.status === 400);
await assert.rejects(client.delete({resourceType: 'Patient', id}), (error) => error.response.status === 405);
await assert.rejects(client.read({resourceType: 'Patient', id: 'nobody'}), (error) => error.response.data.resourceType === 'OperationOutcome');
console.log('fhir-kit-client: done');
