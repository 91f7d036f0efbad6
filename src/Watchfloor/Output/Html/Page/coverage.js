// What was read and what could not be judged. Lists stay closed until they are asked for.
function drawCoverage() {
  const box = $('coverage');
  const fold = (title, count, open, content) => {
    if (count === 0) return;
    const details = el('details', { open }, el('summary', {}, title, el('b', {}, number(count))));
    // Filled when opened: there may be thousands of lines.
    const fill = () => { if (details.open && details.children.length === 1) details.append(content()); };
    details.addEventListener('toggle', fill);
    addEventListener('beforeprint', fill);
    fill();
    box.append(details);
  };
  const table = (heads, rows) => el('div', { className: 'scroll' }, el('table', { className: 'plain' },
    el('thead', {}, el('tr', {}, ...heads.map((h, i) => el('th', { scope: 'col', className: i > 0 && h.endsWith(' ') ? 'c-num' : '' }, h.trim())))),
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map((c, i) => el('td', { className: heads[i].endsWith(' ') ? 'c-num' : '' }, c)))))));
  const counted = (label, items) => table([label, 'Count '], items.map(([name, count]) => [visible(name), number(count)]));

  fold('Could not be read', data.faults.length, true, () => table(['File', 'Why'], data.faults.map(([file, why]) => [visible(file), visible(why)])));
  fold('Left out of correlations', data.shortfalls.length, true, () => el('ul', {}, ...data.shortfalls.map(s => el('li', {}, visible(s)))));
  fold('Files', data.inputs.length, data.inputs.length <= 12, () => table(['File', 'Format', 'Size ', 'Events ', 'Unparsed ', 'Why'],
    data.inputs.map(i => [visible(i.file), i.format ?? 'unknown', size(i.bytes), number(i.events), number(i.unparsed), visible(i.reasons.join('; '))])));
  fold('Kinds of events', data.classes.length, data.classes.length <= 12, () => counted('Log source', data.classes));
  fold('Events without a known log source', data.unknown.length, true, () => counted('Looks like', data.unknown));
  fold('Rules that had no event to look at, by log source', data.idle.length, false, () => counted('Log source', data.idle));
  fold('Faults in rules that were refused', data.refused.length, false, () => el('ul', { className: 'mono' }, ...data.refused.map(r => el('li', {}, visible(r)))));
}
