// What was read and what could not be judged. Lists stay closed until they are asked for.
function drawCoverage() {
  const box = $('coverage');
  const fold = (title, items, count, open, content) => {
    if (count === 0) return;
    const details = el('details', { open }, el('summary', {}, title, el('b', {}, number(count))));
    // Filled when opened: there may be thousands of lines.
    const fill = () => {
      if (!details.open || details.children.length > 1) return;
      details.append(content(items));
      if (count > items.length) details.append(el('p', { className: 'empty' }, `and ${number(count - items.length)} more`));
    };
    details.addEventListener('toggle', fill);
    addEventListener('beforeprint', fill);
    fill();
    box.append(details);
  };
  const table = (heads, rows) => el('div', { className: 'scroll' }, el('table', { className: 'plain' },
    el('thead', {}, el('tr', {}, ...heads.map((h, i) => el('th', { scope: 'col', className: i > 0 && h.endsWith(' ') ? 'c-num' : '' }, h.trim())))),
    el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map((c, i) => el('td', { className: heads[i].endsWith(' ') ? 'c-num' : '' }, c)))))));
  const counted = (label, items) => table([label, 'Count '], items.map(([name, count]) => [visible(name), number(count)]));

  const whole = (title, items, open, content) => fold(title, items, items.length, open, content);
  const list = (className, items) => el('ul', { className }, ...items.map(i => el('li', {}, visible(i))));

  fold('Could not be read', data.faults, data.faultCount, true, items => table(['File', 'Why'], items.map(([file, why]) => [visible(file), visible(why)])));
  whole('Left out of correlations', data.shortfalls, true, items => list('', items));
  fold('Files', data.inputs, data.inputCount, data.inputCount <= 12, items => table(['File', 'Format', 'Size ', 'Events ', 'Carved ', 'Unparsed ', 'Why'],
    items.map(i => [visible(i.file), i.format ?? 'unknown', size(i.bytes), number(i.events), number(i.carved), number(i.unparsed), visible(i.reasons.join('; '))])));
  whole('Kinds of events', data.classes, data.classes.length <= 12, items => counted('Log source', items));
  whole('Events without a known log source', data.unknown, data.unknown.length <= 12, items => counted('Looks like', items));
  whole('Rules that had no event to look at, by log source', data.idle, false, items => counted('Log source', items));
  fold('Faults in rules that were refused', data.refused, data.refusedCount, false, items => list('mono', items));
}
