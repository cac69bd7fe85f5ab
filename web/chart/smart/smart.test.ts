import {describe, expect, it} from 'vitest';
import {Door, noKeys, Refusal} from '../fhir/door';
import {Grants, scopesFor, speaksOnlyOne} from './scopes';
import {allowed, clientOf, reachable, readSettings, servers} from './settings';
import {keptIn, namedStorage} from './storage';

const page = 'https://bridge.example/chart/launch.html';

describe('who may launch', () => {
  const settings = readSettings({issuers: ['https://ehr.example/r4/'], embedded: '/fhir', client_id: 'c', demo: false}, page);
  it('is the embedded chart and the issuers of the settings', () => {
    expect(servers(settings)).toEqual(['https://bridge.example/fhir', 'https://ehr.example/r4']);
    expect(allowed(settings, 'https://ehr.example/r4')).toBe('https://ehr.example/r4');
    expect(allowed(settings, 'https://EHR.example:443/r4/')).toBe('https://ehr.example/r4');
  });
  it('is nobody else', () => {
    for (const iss of ['https://ehr.example/r4.evil', 'https://ehr.example', 'http://ehr.example/r4', 'https://ehr.example/r4?x', 'https://u@ehr.example/r4', 'https://evil/', 'javascript:1', '', 'x']) {
      expect(allowed(settings, iss)).toBeNull();
    }
  });
  it('names this page to each server as that server knows it', () => {
    expect(clientOf(settings, 'https://ehr.example/r4')).toBe('c');
    expect(clientOf(settings, 'https://bridge.example/fhir')).toBe('chartbridge-chart');
    expect(clientOf(readSettings({issuers: ['https://ehr.example/r4']}, page), 'https://ehr.example/r4')).toBe('chartbridge-chart');
  });
  it('may hand out its tokens at its own host, here, or where the settings say', () => {
    const more = readSettings({issuers: ['https://ehr.example/r4/'], connect: ['https://auth.example'], embedded: '/fhir'}, page);
    const iss = 'https://ehr.example/r4';
    for (const token of ['https://ehr.example/oauth/token', 'https://auth.example/token', 'https://bridge.example/smart/token']) expect(reachable(more, iss, token, page)).toBe(true);
    for (const token of ['https://auth.example.evil/token', 'http://auth.example/token', 'nonsense', '']) expect(reachable(more, iss, token, page)).toBe(false);
    expect(reachable(settings, iss, 'https://auth.example/token', page)).toBe(false);
  });
  it('is nobody when settings are broken', () => {
    expect(servers(readSettings({issuers: 'https://evil', embedded: 5, client_id: 1, demo: 'yes'}, page))).toEqual([]);
  });
});

describe('scopes', () => {
  it('are version 2, or version 1 where the server speaks nothing else', () => {
    expect(speaksOnlyOne({capabilities: ['permission-v1', 'permission-v2']})).toBe(false);
    expect(speaksOnlyOne({scopes_supported: ['patient/*.read']})).toBe(true);
    expect(speaksOnlyOne({})).toBe(false);
    expect(scopesFor({}, true)).toContain('launch patient/Patient.rs');
    expect(scopesFor({capabilities: ['permission-v1']}, false)).toContain('launch/patient patient/Patient.read');
  });
  it('are compared with what was granted', () => {
    expect(new Grants('patient/*.read', '').missing()).toEqual([]);
    expect(new Grants('launch patient/Patient.rs', '').missing()).toEqual(['Communication']);
    expect(new Grants('patient/Patient.r patient/Patient.s user/Communication.cruds', '').missing()).toEqual([]);
    expect(new Grants('patient/Communication.c patient/Patient.rs', '').missing()).toEqual(['Communication']);
    expect(new Grants('', 'patient/*.rs').missing()).toEqual(['Patient', 'Communication']);
    expect(new Grants(undefined, 'patient/*.rs').missing()).toEqual([]);
    expect(new Grants('patient/Communication.rs', '').updates('Communication')).toBe(false);
    expect(new Grants('patient/Communication.write', '').updates('Communication')).toBe(true);
    expect(new Grants('patient/Communication.rsu', '').updates('Communication')).toBe(true);
  });
});

describe('the token stays with its server', () => {
  it('refuses addresses outside of the base', () => {
    const door = new Door('https://ehr.example/r4', noKeys);
    expect(door.address('Patient/1')).toBe('https://ehr.example/r4/Patient/1');
    for (const path of ['https://evil.example/Binary/1', '//evil.example/Binary/1', '/other/Binary/1', '../Binary/1', 'https://ehr.example/r4evil/Binary/1']) {
      expect(() => door.address(path)).toThrow(Refusal);
    }
  });
  it('is never written into the name of a frame', () => {
    const frame = {name: ''};
    const storage = namedStorage(frame);
    storage.SMART_KEY = '"k"';
    storage.k = '{"codeVerifier":"v"}';
    expect(keptIn(frame.name)).toEqual({SMART_KEY: '"k"', k: '{"codeVerifier":"v"}'});
    const back = namedStorage(frame);
    expect(back.k).toContain('codeVerifier');
    back.k = '{"tokenResponse":{"access_token":"secret"}}';
    expect(frame.name).toBe('');
    expect(back.k).toContain('secret');
    expect(keptIn('somebody else')).toEqual({});
    expect(keptIn('chartbridge:[[')).toEqual({});
  });
});
