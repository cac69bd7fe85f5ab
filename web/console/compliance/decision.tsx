// One decision of the gate: what was asked, the answer, and exactly what it rests on.
import type {ComponentChildren} from 'preact';
import type {Decision} from '../api';
import {Badge, type Tone} from '../parts/states';
import {Code, ForeignText} from './foreign';
import {exact} from './time';
import {known, partWord, reasonName, reasonWhy, ruleWord, say, stageWord} from './words';

const tones: Record<string, Tone> = {permit: 'good', hold: 'warn', deny: 'bad'};

// «Consent/tomer-wa/_history/2» in its two halves.
export function recordOf(basis: string): {record: string; version: string | null} {
  const [record = basis, version] = basis.split('/_history/');
  return {record, version: version ?? null};
}

interface Because { record: string; version: string | null; paths: string[] }
// Each record that was read, once, with the places in it that decided.
export function restsOn({basis, because}: Decision): Because[] {
  const all = [...new Set([...basis, ...because.map((one) => one.consent)])];
  return all.map((one) => ({...recordOf(one), paths: because.filter((each) => each.consent === one).map((each) => each.path)}));
}

function Fact({name, children}: {name: string; children: ComponentChildren}) {
  return <><dt>{name}</dt><dd>{children}</dd></>;
}

export function DecisionCard({of, short}: {of: Decision; short?: boolean}) {
  const records = restsOn(of);
  const {rule} = of;
  return (
    <article class={`decision ${of.decision} ${short ? 'short' : ''}`}>
      {!short && (
        <header><Badge tone={tones[of.decision] ?? 'plain'}>{known(`verdict.${of.decision}`) ? say(`verdict.${of.decision}`) : of.decision}</Badge>
          <strong>{reasonName(of.reason)}</strong> <span class="soft">{partWord(of.part)} · {stageWord(of.stage)}</span></header>)}
      {!short && <ForeignText text={reasonWhy(of.reason, of.reason_text)} />}
      <dl class="facts">
        {rule && <Fact name={say('message.rule')}><Code>{rule}</Code> {ruleWord(rule)}</Fact>}
        {records.length === 0 && <Fact name={say('message.record')}>{say('message.record_none')}</Fact>}
        {records.map(({record, version, paths}) => (
          <Fact key={record} name={say('message.record')}>
            <Code>{record}</Code>{version && <> <span class="soft">{say('consent.version', {version})}</span></>}
            {paths.map((path) => <span key={path} class="line soft">{say('message.path')}: {path ? <Code>{path}</Code> : say('message.path_none')}</span>)}
          </Fact>))}
        <Fact name={say('message.time')}><time dateTime={of.at}>{exact(of.at)}</time></Fact>
      </dl>
    </article>
  );
}
