// One row a finding; opened, it says why.
function drawFindings() {
  const row = f => {
    const open = el('button', { type: 'button', className: 'row-button', 'aria-expanded': 'false' }, visible(data.rules[f.rule].title));
    const line = el('tr', { className: 'finding' },
      el('td', { className: 'c-time' }, clock(f.time)),
      el('td', { className: 'c-level' }, badge(f.level)),
      el('td', { className: 'c-main' }, open),
      el('td', { className: 'c-host' }, visible(f.hostName)),
      el('td', { className: 'c-why' }, reason(f)));
    line.addEventListener('click', event => {
      if (event.target !== open && String(getSelection())) return;
      const opened = open.getAttribute('aria-expanded') === 'true';
      open.setAttribute('aria-expanded', String(!opened));
      if (opened) line.nextElementSibling.remove();
      else line.after(el('tr', { className: 'detail' }, el('td', { colSpan: 5 }, detail(f))));
    });
    return line;
  };
  sortable($('findings'), 'findings', [
    { label: 'Time', className: 'c-time', key: f => f.time ?? Infinity },
    { label: 'Level', className: 'c-level', key: f => f.level, desc: true },
    { label: 'Rule', className: 'c-main', key: f => data.rules[f.rule].title.toLowerCase() },
    { label: 'Host', className: 'c-host', key: f => f.hostName.toLowerCase() },
    { label: 'Reason', className: 'c-why', key: f => reason(f).toLowerCase() },
  ], row, () => view.findings(), 0);
  $('findings').addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const all = [...$('findings').querySelectorAll('.finding .row-button')], at = all.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    all[Math.min(Math.max(at + (event.key === 'ArrowDown' ? 1 : -1), 0), all.length - 1)].focus();
  });
}

/** The most telling match in one line: the longest value says the most. */
function reason(f) {
  if (f.members) return `${plural(f.memberCount, 'event')} together`;
  if (f.matches.length === 0) return '';
  const [field, value] = f.matches.reduce((best, match) => match[1].length > best[1].length ? match : best);
  return visible((field ? `${field}: ` : '') + value).slice(0, 200);
}

function detail(f) {
  const rule = data.rules[f.rule];
  const list = items => el('ul', {}, ...items.map(i => el('li', {}, visible(i))));
  const part = (label, ...content) => el('section', {}, el('h4', {}, label), ...content);
  const place = [['File', data.files[f.file]], ['Offset', number(f.offset)], ...(f.record ? [['Record', f.record]] : []), ['Rule file', rule.path], ['Rule id', rule.id],
    ...(rule.status ? [['Status', rule.status]] : [])];
  return el('div', { className: 'detail-body' },
    f.matches.length === 0 ? null : part('Why it matched', el('div', { className: 'scroll' }, el('table', { className: 'matches' },
      el('thead', {}, el('tr', {}, ...['Field', 'Value', 'Pattern'].map(h => el('th', { scope: 'col' }, h)))),
      el('tbody', {}, ...f.matches.map(([field, value, pattern]) =>
        el('tr', {}, el('td', {}, visible(field || '(whole event)')), el('td', {}, visible(value)), el('td', {}, visible(pattern)))))))),
    !f.members ? null : part('Events joined', list(f.members.map(m => `${clock(m.time)}  ${m.file} at ${number(m.offset)}`)),
      f.memberCount > f.members.length ? el('p', {}, `and ${number(f.memberCount - f.members.length)} more`) : null),
    el('div', { className: 'columns' },
      el('div', {},
        rule.description ? part('About the rule', el('p', { className: 'prose' }, visible(rule.description))) : null,
        rule.falsePositives.length > 0 ? part('Harmless causes', list(rule.falsePositives)) : null,
        rule.references.length > 0 ? part('References', list(rule.references)) : null),
      el('div', {},
        part('Where', el('dl', {}, ...place.flatMap(([k, v]) => [el('dt', {}, k), el('dd', {}, visible(v))]))),
        rule.tags.length > 0 ? part('Tags', el('p', { className: 'tags' }, ...rule.tags.map(t => el('span', {}, visible(t))))) : null)),
    f.event ? part('Event', el('pre', {}, visible(indent(f.event)))) : null);
}
