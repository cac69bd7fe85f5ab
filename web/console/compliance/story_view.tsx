// The story of one item as a list of sentences.
import type {ComponentChildren} from 'preact';
import type {Explained} from '../api';
import {Code, Foreign, Sentence} from './foreign';
import {idOf} from './links';
import {type Line, tell} from './story';
import {exact, when} from './time';
import {kindWord, partWord, progressWord, reasonWhy, say, stageWord} from './words';

function shown(line: Line): Record<string, ComponentChildren> {
  const {kind, contact, patient, part, stage, reason, text, progress} = line.values;
  return {
    kind: kind && kindWord(kind), contact: contact && <Foreign>{contact}</Foreign>,
    patient: patient && <Code>{idOf(patient)}</Code>, part: part && partWord(part), stage: stage && stageWord(stage),
    why: reason ? <bdi>{reasonWhy(reason, text ?? null)}</bdi> : '', progress: progress && progressWord(progress),
  };
}

export function Story({of}: {of: Explained}) {
  return (
    <>
      <ol class="story">{tell(of).map((line, index) => (
        <li key={index} class={line.tone}>
          {line.at && <time class="soft" dateTime={line.at} title={exact(line.at)}>{when(line.at)}</time>}
          <span class="story-words"><Sentence of={`compliance.${line.key}`} with={shown(line)} /></span>
        </li>))}
      </ol>
      {of.text.length > 0 && (
        <details class="server-words"><summary>{say('message.server')}</summary>
          <ul lang="en" dir="ltr">{of.text.map((one, index) => <li key={index}><bdi>{one}</bdi></li>)}</ul></details>)}
    </>
  );
}
