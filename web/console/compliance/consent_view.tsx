// One version of a consent record in plain sentences, with its evidence.
import type {ComponentChildren} from 'preact';
import type {ConsentRecord} from '../api';
import {may} from '../session';
import {Badge, type Tone} from '../parts/states';
import {date} from './time';
import {Code, Foreign, Sentence} from './foreign';
import {inPlainWords, type Plain} from './plain';
import {Topic} from './topics';
import {languageWord, say, statusWord, topicWord} from './words';

const tones: Record<string, Tone> = {active: 'good', inactive: 'bad', rejected: 'bad', proposed: 'warn', draft: 'warn'};
export const StatusBadge = ({of, former}: {of: ConsentRecord; former?: boolean}) => (former ? <Badge>{say('consent.former')}</Badge> :
  <Badge tone={of.status === 'active' && !of.in_force ? 'warn' : tones[of.status] ?? 'plain'}>{statusWord(of.status)}</Badge>);

const dated = ['given', 'from', 'until'];
function shown(name: string, text: string): ComponentChildren {
  return dated.includes(name) ? <time dateTime={text}>{date(text)}</time> : <Foreign>{text}</Foreign>;
}

export function PlainLine({of}: {of: Plain}) {
  const values = Object.fromEntries(Object.entries(of.values).map(([name, text]) => [name, shown(name, text)]));
  return (
    <li class={of.key.replace('plain.', '')}>
      <Sentence of={`compliance.${of.key}`} with={values} />
      {of.topics && <ul class="topics">{of.topics.map((topic, index) => <li key={index}><Topic of={topic} /></li>)}</ul>}
    </li>
  );
}

const Words = ({of}: {of: string[]}) =>
  <>{of.map((code, index) => <span key={code}>{index > 0 && ', '}<Foreign>{topicWord(code)}</Foreign></span>)}</>;

export function ConsentView({of}: {of: ConsentRecord}) {
  const evidence = may('consent.evidence') !== undefined;
  return (
    <div class="consent">
      <ul class="plain-words">{inPlainWords(of).map((line) => <PlainLine key={line.key} of={line} />)}</ul>
      <dl class="facts">
        <dt>{say('consent.status')}</dt><dd><StatusBadge of={of} /></dd>
        {of.channels && of.channels.length > 0 && <><dt>{say('consent.channel')}</dt><dd><Words of={of.channels} /></dd></>}
        {of.actions.length > 0 && <><dt>{say('consent.actions')}</dt><dd><Words of={of.actions} /></dd></>}
        {of.purposes.length > 0 && <><dt>{say('consent.purposes')}</dt><dd><Words of={of.purposes} /></dd></>}
        <dt>{say('consent.wording')}</dt>
        <dd>{of.wording ? <><Foreign>{of.wording}</Foreign>{of.language && <span class="soft"> ({languageWord(of.language)})</span>}</> : <span class="soft">{say('consent.wording_none')}</span>}</dd>
        <dt>{say('consent.evidence')}</dt>
        <dd>{!evidence ? <span class="soft">{say('consent.masked')}</span>
          : of.source ? <Foreign>{of.source}</Foreign> : <span class="soft">{say('consent.evidence_none')}</span>}</dd>
        <dt>{say('consent.record')}</dt><dd><Code>{of.reference}</Code> <span class="soft">{say('consent.version', {version: of.version})}</span></dd>
      </dl>
    </div>
  );
}
