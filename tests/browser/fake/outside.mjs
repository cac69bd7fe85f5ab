// Channels, parts, queues and dead letters of the made-up clinic.
import {ago} from './people.mjs';

export const health = () => ({version: '0.4.0', rung: {name: 'A', why: 'The server takes transactions and conditional creates: one Bundle per message.'},
  parts: [
    {part: 'store', state: 'ok', sentence: 'it opens, and its schema is up to date', do: null, checked_at: ago(2)},
    {part: 'vault', state: 'ok', sentence: 'The media folder can be written; 41 GB are free.', do: null, checked_at: ago(2)},
    {part: 'scanner', state: 'warning', sentence: 'media are not scanned for malware', do: 'Install clamd and set [scanner] kind = "clamd".', checked_at: ago(2)},
    {part: 'ehr', state: 'fault', sentence: 'ehr.clinic.example refuses the token: it ended at 08:55.', do: 'Renew the client credentials at the EHR and put them into the file that [ehr] names.', checked_at: ago(1)},
    {part: 'channel main', state: 'ok', sentence: 'Meta knows the number and delivers to this address.', do: null, checked_at: ago(3)},
    {part: 'clock', state: 'unknown', sentence: 'Nobody has compared the clock yet.', do: null, checked_at: ago(600)}]});

export const queues = () => ({inbox: 3,
  progress: [{name: 'received', count: 2, oldest: ago(1)}, {name: 'matched', count: 1, oldest: ago(4)}, {name: 'mapped', count: 14, oldest: ago(95)},
    {name: 'held', count: 9, oldest: ago(60 * 50)}, {name: 'failed', count: 3, oldest: ago(200)}],
  media: [{name: 'waiting', count: 4}, {name: 'pending', count: 1}, {name: 'stored', count: 212}, {name: 'failed', count: 1}]});

const letter = (index, more = {}) => ({key: `6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b1a${10 + index}`, reason: 'ehr-refused',
  reason_text: 'The EHR did not take the resources and would not take them a second time.', failed_at: ago(30 * index + 11), attempts: 1, status: 422,
  outcome: [{severity: 'error', code: 'structure', expression: ['Bundle.entry[1].resource.content[0].attachment.contentType']},
    {severity: 'warning', code: 'informational', expression: []}],
  shape: [{resourceType: 'Communication', elements: ['identifier', 'status', 'category', 'subject', 'sender', 'recipient', 'sent', 'payload']},
    {resourceType: 'DocumentReference', elements: ['identifier', 'status', 'type', 'subject', 'content']}, {resourceType: 'Provenance', elements: ['target', 'agent']}], ...more});
export const deadLetters = () => [letter(1),
  letter(2, {reason: 'ehr-ambiguous', reason_text: 'The EHR shows two resources with the same identity; a person must say which is right.', status: 200, outcome: [], attempts: 4}),
  letter(3, {status: null, reason: 'ehr-unreachable', reason_text: 'The EHR did not answer for a day.', outcome: [], attempts: 37}),
  ...Array.from({length: 24}, (_, index) => letter(index + 4))];

const step = (id, state, sentence, ...values) => ({id, title: id, explain: '', state, sentence,
  values: values.map(([label, value, copy = false]) => ({label, value, copy}))});
export const channels = () => [{id: 'main', kind: 'whatsapp-cloud', phone_number_id: '106540352242922', steps: [
  step('public-address', 'ok', 'the address answers and its certificate is good until 3 March', ['Public address', 'https://bridge.clinic.example', true]),
  step('app-secret', 'ok', 'the app secret is that of the app', ['File of the app secret', '/etc/chartbridge/app-secret']),
  step('number', 'ok', 'Meta knows the number', ['Phone number ID', '106540352242922', true], ['Graph API', 'https://graph.facebook.com/v25.0']),
  step('access-token', 'warning', 'the token ends in six days', ['File of the access token', '/etc/chartbridge/access-token'],
    ['Permissions', 'whatsapp_business_messaging, whatsapp_business_management']),
  step('verify-token', 'ok', 'the file is there', ['Verify token', 'what stands in /etc/chartbridge/verify-token']),
  step('callback', 'unknown', 'Not tried yet.', ['Callback URL', 'https://bridge.clinic.example/webhooks/whatsapp', true]),
  step('subscription', 'fault', 'the app is not subscribed to this WhatsApp account: nothing will arrive', ['Field', 'messages', true],
    ['Fields of a number in the WhatsApp Business app', 'messages, smb_message_echoes, smb_app_state_sync, history']),
  step('registration', 'unknown', 'Not tried yet.', ['Call', 'POST /106540352242922/register', true]),
  step('first-message', 'unknown', 'Not tried yet.')]}];
