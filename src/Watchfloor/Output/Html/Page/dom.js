// Building blocks. Text from logs enters the page here only, as text nodes; there is no innerHTML anywhere.
const $ = id => document.getElementById(id);

/** An element with properties and children; a child that is a string becomes text, null is left out. */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter(c => c !== null));
  return node;
}

/** The same for SVG. */
function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const number = n => n.toLocaleString('en-US');
const plural = (n, noun) => `${number(n)} ${noun}${n === 1 ? '' : 's'}`;

function size(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  for (; bytes >= 999.95 && unit < units.length - 1; unit++) bytes /= 1000;
  return `${bytes.toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}

/** 2026-03-01 08:15:30, in UTC. */
const clock = time => time === undefined ? '–' : new Date(time).toISOString().slice(0, 19).replace('T', ' ');

/** Characters that reorder or hide text, or steer a terminal, are shown instead of obeyed. */
const visible = text => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
  c => `\\u{${c.codePointAt(0).toString(16).toUpperCase()}}`);

/** Indents JSON without parsing it, so that long numbers keep all their digits. */
function indent(json) {
  let out = '', depth = 0, quoted = false;
  const line = () => '\n' + '  '.repeat(depth);
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (quoted) {
      out += c;
      if (c === '\\') out += json[++i] ?? '';
      else if (c === '"') quoted = false;
    } else if (c === '"') { quoted = true; out += c; }
    else if (c === '{' || c === '[') {
      const empty = json[i + 1] === '}' || json[i + 1] === ']';
      out += empty ? c + json[++i] : (depth++, c + line());
    } else if (c === '}' || c === ']') { depth--; out += line() + c; }
    else if (c === ',') out += c + line();
    else if (c === ':') out += ': ';
    else if (!/\s/.test(c)) out += c;
  }
  return out;
}

/** Shows a note beside the pointer or the focused element. */
const tip = {
  show(target, lines) {
    const box = $('tip');
    box.replaceChildren(...lines.map((line, i) => el('div', { className: i === 0 ? 'tip-head' : '' }, line)));
    box.hidden = false;
    const at = target.getBoundingClientRect();
    const left = Math.min(Math.max(8, at.left + at.width / 2 - box.offsetWidth / 2), innerWidth - box.offsetWidth - 8);
    const above = at.top - box.offsetHeight - 8;
    box.style.left = `${left}px`;
    box.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  },
  hide() { $('tip').hidden = true; },
};

/** Pointer and keyboard both bring up the note. */
function withTip(node, lines) {
  for (const on of ['pointerenter', 'focus']) node.addEventListener(on, () => tip.show(node, lines()));
  for (const off of ['pointerleave', 'blur']) node.addEventListener(off, tip.hide);
  return node;
}

/** Arrow keys move among the items of a group, so that it costs one stop of the Tab key. */
function roving(container, selector) {
  const items = () => [...container.querySelectorAll(selector)];
  const first = items()[0];
  items().forEach(item => item.setAttribute('tabindex', item === first ? '0' : '-1'));
  container.onkeydown = event => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const all = items(), at = all.indexOf(document.activeElement);
    if (at < 0) return;
    if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); all[at].dispatchEvent(new MouseEvent('click')); return; }
    if (!step) return;
    event.preventDefault();
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    all[at].setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
  };
}
