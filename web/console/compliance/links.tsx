// Where things of one kind are shown; and how an item looks in one line.
import type {Item} from '../api';
import {href} from '../router';
import {allowed, areaOf} from '../routes';
import {may} from '../session';
import {Badge, type Tone} from '../parts/states';
import {Code, Foreign} from './foreign';
import {kindWord, progressWord, reasonName, say} from './words';

export const idOf = (reference: string): string => reference.slice(reference.indexOf('/') + 1);
export const patientHref = (reference: string): string => href(`compliance/patients/${encodeURIComponent(idOf(reference))}`);
export const messageHref = (key: string): string => href(`messages/${key}`);
export const messagesHref = (filter: Record<string, string>): string => href('messages', filter);

// Patients' pages belong to an area that not everybody has.
export function seesPatients(): boolean {
  const area = areaOf('compliance');
  return area !== undefined && allowed(area) && may('consent.status') !== undefined;
}

export function PatientRef({reference}: {reference: string | null}) {
  if (!reference) return <span class="soft">{say('messages.no_patient')}</span>;
  const name = <Code>{idOf(reference)}</Code>;
  return seesPatients() ? <a href={patientHref(reference)}>{name}</a> : name;
}

export const Contact = ({item}: {item: Item}) =>
  item.contact ? <Foreign>{item.contact}</Foreign> : <span class="soft">{say('messages.unknown_contact')}</span>;

const tones: Record<string, Tone> = {filed: 'good', held: 'warn', dropped: 'bad', failed: 'bad'};
export const ProgressBadge = ({progress}: {progress: string}) => <Badge tone={tones[progress] ?? 'plain'}>{progressWord(progress)}</Badge>;

// «Photo», with its attachments counted by the eye: one word, and the direction for those who look.
export const Kind = ({item}: {item: Item}) => (
  <span class="item-kind"><strong>{kindWord(item.kind)}</strong> <span class="soft">{say(`direction.${item.direction}`)}</span></span>);

export const Standing = ({item}: {item: Item}) => (
  <span class="standing"><ProgressBadge progress={item.progress} />{item.reason && <span>{reasonName(item.reason)}</span>}</span>);
