// Channels, parts, queues and dead letters of the made-up clinic, in sentences of the service.
import {ago} from './people.mjs';

export const health = () => ({version: '0.4.0', rung: {name: 'A', why: 'The server does not declare transactions and conditional create of Communication, so pushes may fail; rung B is not in this version.'},
  parts: [
    {part: 'store', state: 'ok', sentence: 'it opens, and its schema is up to date', do: null, checked_at: ago(2)},
    {part: 'vault', state: 'ok', sentence: 'a file can be written, encrypted, and read back', do: null, checked_at: ago(2)},
    {part: 'scanner', state: 'warning', sentence: 'media are not scanned for malware', do: 'set [scanner] kind when a scanner is at hand', checked_at: ago(2)},
    {part: 'ehr', state: 'fault', sentence: 'its CapabilityStatement cannot be read: The EHR does not accept the credentials.', do: 'check [ehr] base_url and the way to it', checked_at: ago(1)},
    {part: 'channel main', state: 'ok', sentence: 'every step of its set-up holds, and messages come', do: null, checked_at: ago(3)},
    {part: 'disk', state: 'fault', sentence: '3 % of the disk is free', do: 'make room; with none left, webhooks are answered 503', checked_at: ago(3)},
    {part: 'clock', state: 'ok', sentence: 'the clock reads 2026-11-22T08:55:00Z', do: null, checked_at: ago(600)},
    {part: 'checks', state: 'unknown', sentence: 'the parts are still being tried', do: null, checked_at: ago(600)}]});

export const queues = () => ({inbox: 3,
  progress: [{name: 'received', count: 2, oldest: ago(1)}, {name: 'matched', count: 1, oldest: ago(4)}, {name: 'mapped', count: 14, oldest: ago(95)},
    {name: 'held', count: 9, oldest: ago(60 * 50)}, {name: 'failed', count: 3, oldest: ago(200)}],
  media: [{name: 'waiting', count: 4}, {name: 'pending', count: 1}, {name: 'stored', count: 212}, {name: 'failed', count: 1}]});

const letter = (index, more = {}) => ({key: `6f1d8a52-3c1e-5b7a-9d44-2f0c7e9b1a${10 + index}`, part: 'message', reason: 'ehr-refused',
  reason_text: 'The EHR refused it. Correct the cause, then replay it.', failed_at: ago(30 * index + 11), attempts: 1, status: 422,
  outcome: [{severity: 'error', code: 'structure', expression: ['Bundle.entry[1].resource.content[0].attachment.contentType']},
    {severity: 'warning', code: 'informational', expression: []}],
  shape: [{resourceType: 'Communication', elements: ['identifier', 'status', 'category', 'subject', 'sender', 'recipient', 'sent', 'payload']},
    {resourceType: 'DocumentReference', elements: ['identifier', 'status', 'type', 'subject', 'content']}, {resourceType: 'Provenance', elements: ['target', 'agent']}], ...more});
export const deadLetters = () => [letter(1), letter(1, {part: 'media:0', shape: []}),
  letter(2, {reason: 'ehr-ambiguous', reason_text: 'The EHR holds two resources with this identity. Remove one, then replay it.', status: 200, outcome: [], attempts: 4}),
  letter(3, {status: null, reason: 'ehr-unreachable', reason_text: 'The EHR does not answer. It is tried again by itself.', outcome: [], attempts: 37}),
  ...Array.from({length: 24}, (_, index) => letter(index + 4))];

const step = (id, state, sentence, ...values) => ({id, title: id, explain: '', state, sentence,
  values: values.map(([label, value, copy = false]) => ({label, value, copy}))});
export const channels = () => [{id: 'main', kind: 'whatsapp-cloud', phone_number_id: '106540352242922', steps: [
  step('public-address', 'ok', 'The public address is https.', ['Public address', 'https://bridge.clinic.example', true]),
  step('app-secret', 'ok', 'The file of the app secret can be read, and by nobody else; it is that of the app the token belongs to.', ['File of the app secret', '/etc/chartbridge/app-secret']),
  step('number', 'ok', 'The Graph API knows the number.', ['Phone number ID', '106540352242922', true], ['Graph API', 'https://graph.facebook.com/v25.0']),
  step('access-token', 'warning', 'The token works until 2026-11-28T10:00:00Z. Make one of a system user that never expires before then.', ['File of the access token', '/etc/chartbridge/access-token'],
    ['Permissions', 'whatsapp_business_messaging, whatsapp_business_management']),
  step('verify-token', 'fault', 'The file of the verify token names /etc/chartbridge/verify-token, which does not exist. '
    + 'Write it again, readable by the service alone.', ['Verify token', 'what stands in /etc/chartbridge/verify-token']),
  step('callback', 'unknown', 'Not tried yet.', ['Callback URL', 'https://bridge.clinic.example/webhooks/whatsapp', true]),
  step('subscription', 'fault', 'The WhatsApp account does not send its events to the app. Call POST /{WABA-ID}/subscribed_apps with the access token.', ['Field', 'messages', true],
    ['Fields of a number in the WhatsApp Business app', 'messages, smb_message_echoes, smb_app_state_sync, history']),
  step('registration', 'unknown', 'Not tried yet.', ['Call', 'POST /106540352242922/register', true]),
  step('first-message', 'unknown', 'Not tried yet.')]}];
