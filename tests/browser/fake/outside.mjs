// Channels, parts, queues and dead letters of the made-up clinic; what the service says, in its codes.
import {ago} from './people.mjs';

const say = (...codes) => codes.map((one) => (Array.isArray(one) ? {code: one[0], values: one[1]} : {code: one, values: {}}));
const part = (name, state, said, advice, minutes) => ({part: name, state, said: say(...said), advice: say(...advice), sentence: '', do: null, checked_at: ago(minutes)});
export const health = () => ({version: '0.4.0', rung: {name: 'A', why: '', said: say('rung-undeclared', 'rung-no-transactions', ['rung-no-conditional-create', {type: 'Communication'}])},
  parts: [
    part('store', 'ok', ['store-opens'], [], 2),
    part('vault', 'ok', ['vault-works'], [], 2),
    part('scanner', 'warning', ['scanner-none'], ['set-scanner'], 2),
    part('ehr', 'fault', ['ehr-statement-unread', 'ehr-unauthorized'], ['check-ehr-url'], 1),
    part('channel main', 'ok', ['channel-complete'], [], 3),
    part('disk', 'fault', [['disk-free', {share: '3'}]], ['make-room'], 3),
    part('clock', 'ok', [['clock-reads', {when: '2026-11-22T08:55:00Z'}]], [], 600),
    part('checks', 'unknown', ['checks-begin'], [], 600)]});

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

const step = (id, state, said, ...values) => ({id, title: id, explain: '', state, said: say(...said), sentence: '',
  values: values.map(([label, value, copy = false]) => (typeof value === 'string' ? {label, value, said: null, copy} : {label, value: null, said: say(value)[0], copy}))});
export const channels = () => [{id: 'main', kind: 'whatsapp-cloud', phone_number_id: '106540352242922', steps: [
  step('public-address', 'ok', ['address-https'], ['public-address', 'https://bridge.clinic.example', true]),
  step('app-secret', 'ok', [['secret-readable', {file: '/etc/chartbridge/app-secret'}], 'app-secret-fits'], ['file-of-the-app-secret', '/etc/chartbridge/app-secret']),
  step('number', 'ok', ['number-known'], ['phone-number-id', '106540352242922', true], ['graph-api', 'https://graph.facebook.com/v25.0']),
  step('access-token', 'warning', [['token-ends', {when: '2026-11-28T10:00:00Z'}], 'make-lasting-token'], ['file-of-the-access-token', '/etc/chartbridge/access-token'],
    ['permissions', 'whatsapp_business_messaging, whatsapp_business_management']),
  step('verify-token', 'fault', [['secret-missing', {file: '/etc/chartbridge/verify-token'}], 'write-secret-again'],
    ['verify-token', ['in-file', {file: '/etc/chartbridge/verify-token'}]]),
  step('callback', 'unknown', ['not-tried'], ['callback-url', 'https://bridge.clinic.example/webhooks/whatsapp', true]),
  step('subscription', 'fault', ['account-unsubscribed', 'subscribe-account'], ['field', 'messages', true],
    ['fields-of-app-number', 'messages, smb_message_echoes, smb_app_state_sync, history']),
  step('registration', 'unknown', ['not-tried'], ['call', 'POST /106540352242922/register', true]),
  step('first-message', 'unknown', ['not-tried'])]}];
