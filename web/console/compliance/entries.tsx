// Audit entries in words.
import type {AuditEntry} from '../api';
import type {Query} from '../client';
import {useList} from '../parts/load';
import {Badge, type Tone} from '../parts/states';
import {type Column, Rows, Table} from '../parts/table';
import {Code, Foreign} from './foreign';
import {exact} from './time';
import {messageHref, patientHref, seesPatients} from './links';
import {word} from '../parts/words';
import {actorWord, eventWord, reasonName, say} from './words';

const tones: Record<number, Tone> = {0: 'plain', 4: 'warn', 8: 'bad', 12: 'bad'};
const isKey = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// Events whose thing is no message, by how their names begin.
const things: Record<string, string> = {account: 'account', user: 'account', role: 'account', mfa: 'account', token: 'token', session: 'session'};

function Thing({event, what}: {event: string; what: string}) {
  const thing = things[event.split('.')[0] ?? ''];
  const id = <Code>{isKey.test(what) ? `…${what.slice(-6)}` : what}</Code>;
  if (thing) return <>{say(`audit.${thing}`)} {id}</>;
  return isKey.test(what) ? <a href={messageHref(what)}>{say('audit.message')} {id}</a> : id;
}

function About({of}: {of: AuditEntry}) {
  return (
    <>
      {of.subject && <span class="line">{of.subject.startsWith('Patient/') && seesPatients()
        ? <a href={patientHref(of.subject)}><Code>{of.subject}</Code></a> : <Code>{of.subject}</Code>}</span>}
      {of.what && <span class="line"><Thing event={of.event} what={of.what} /></span>}
      {of.basis.map((one) => <span key={one} class="line"><Code>{one}</Code></span>)}
    </>
  );
}

function What({of}: {of: AuditEntry}) {
  return (
    <>
      <span class="strong">{eventWord(of)}</span>
      {of.reason && <span class="line soft"><Foreign>{reasonName(of.reason)}</Foreign></span>}
    </>
  );
}

export function entryColumns(about: boolean): Column<AuditEntry>[] {
  return [
    {head: say('audit.seq'), cell: (one) => <span class="seq">{one.seq}</span>},
    {head: say('audit.when'), cell: (one) => <time dateTime={one.at}>{exact(one.at)}</time>},
    {head: say('audit.event'), cell: (one) => <What of={one} />, wide: true},
    {head: say('audit.actor'), cell: (one) => one.actor_name ? <Foreign>{one.actor_name}</Foreign> : <bdi>{actorWord(one)}</bdi>},
    {head: say('audit.outcome'), cell: (one) => <Badge tone={tones[one.outcome] ?? 'plain'}>{word('outcome', String(one.outcome))}</Badge>},
    ...(about ? [{head: say('audit.what'), cell: (one: AuditEntry) => <About of={one} />, wide: true}] : []),
  ];
}

interface AuditSettings { path: string; query?: Query; name: string; empty: string; about?: boolean }
export function AuditTable({path, query = {}, name, empty, about = true}: AuditSettings) {
  const of = useList<AuditEntry>(path, query);
  return <Table of={of} name={name} empty={empty} rowKey={(one) => String(one.seq)} columns={entryColumns(about)} />;
}

export const AuditRows = ({entries, name}: {entries: AuditEntry[]; name: string}) =>
  <Rows rows={entries} name={name} rowKey={(one) => String(one.seq)} columns={entryColumns(false)} />;
