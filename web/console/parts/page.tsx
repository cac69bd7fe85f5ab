// The frame of one page: its heading gets the focus after a move, and its title names the document.
import type {ComponentChildren} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {t} from '../../ground/language';
import {moved} from '../router';
import {session} from '../session';

interface PageSettings {
  title: string;                // of the document and, without `heading`, of the page; no patient's name
  heading?: ComponentChildren;  // where the page shows what a browser's history must not keep
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  back?: {href: string; text: string};
  above?: ComponentChildren;    // stands over the heading
  take?: boolean;               // takes the focus though nobody moved: the next step of the same address
  children: ComponentChildren;
}

export function Page({title, heading, lead, actions, back, above, take, children}: PageSettings) {
  const place = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const clinic = session()?.clinic.name;
    document.title = [title, clinic, t('frame.product')].filter(Boolean).join(' – ');
  }, [title]);
  useEffect(() => {
    if (take || moved()) place.current?.focus();
  }, []);
  return (
    <>
      <header class="head">
        <div class="head-words">
          {back && <a class="back" href={back.href}>{back.text}</a>}
          {above}
          <h1 ref={place} tabIndex={-1}>{heading ?? title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

export function Panel({title, actions, children}: {title?: ComponentChildren; actions?: ComponentChildren; children: ComponentChildren}) {
  return (
    <section class="panel">
      {(title || actions) && <header class="panel-head">{title && <h2>{title}</h2>}{actions && <div class="actions">{actions}</div>}</header>}
      {children}
    </section>
  );
}
