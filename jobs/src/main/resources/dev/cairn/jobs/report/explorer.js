// The explorer of search trees: a list of problems, a drawing, and what a node says.

/** Problems that are listed at once. */
const LISTED = 200;

const PROBLEMS = SEARCHES.problems.map(([id, question], number) => ({ number, id, question, searches: [] }));
SEARCHES.searches.forEach(([experiment, problem, repetition, failed, correct, candidates, right, nodes, tokens, held], number) =>
  PROBLEMS[problem].searches.push({
    number, experiment, repetition, failed: failed === 1, correct: correct === 1, candidates, right, nodes, tokens, held: held === 1,
  }));

const share = problem => problem.searches.filter(each => each.correct).length / problem.searches.length;
const nodesOf = problem => problem.searches.reduce((sum, each) => sum + each.nodes, 0);

const FILTERS = {
  all: ['all problems', () => true],
  some: ['right in some searches only', problem => share(problem) > 0 && share(problem) < 1],
  none: ['right in no search', problem => share(problem) === 0],
  every: ['right in every search', problem => share(problem) === 1],
  missed: ['a right candidate was not chosen', problem => problem.searches.some(each => each.right > 0 && !each.correct)],
  failed: ['a search failed', problem => problem.searches.some(each => each.failed)],
};

const SORTS = {
  order: ['as in the tables', () => 0],
  hardest: ['hardest first', (one, other) => share(one) - share(other)],
  easiest: ['easiest first', (one, other) => share(other) - share(one)],
  failed: ['failed first', (one, other) => other.searches.filter(each => each.failed).length - one.searches.filter(each => each.failed).length],
  largest: ['largest trees first', (one, other) => nodesOf(other) - nodesOf(one)],
};

const STATE = { text: '', filter: 'all', sort: 'order', listed: LISTED, problem: null, experiment: 0, repetition: 0, search: null, tree: null, node: null };
const PARTS = {};

function explorer() {
  PARTS.list = el('ul', { class: 'problems', role: 'listbox', tabindex: 0, 'aria-label': 'Problems', onkeydown: moveInList });
  PARTS.count = el('p', { class: 'meta', 'aria-live': 'polite' });
  PARTS.stage = el('div', { class: 'panel stage' });
  const relist = change => event => {
    Object.assign(STATE, change(event.target.value), { listed: LISTED });
    list();
  };
  const select = (label, options, change) => el('select', { 'aria-label': label, onchange: relist(change) },
    ...Object.entries(options).map(([value, [text]]) => el('option', { value }, text)));
  const left = PROBLEMS.filter(problem => problem.searches.some(each => !each.held)).length;
  section('trees', 'Search trees', 'Every step that a search wrote, what the reward model said of it, and why it was given up.',
    left === 0 ? null : el('p', { class: 'cut', id: 'left-out' },
      `The trees of ${left.toLocaleString('en')} of ${PROBLEMS.length.toLocaleString('en')} problems are left out to keep this file small; --tree-megabytes makes room for more.`),
    el('div', { class: 'explorer' },
      el('div', { class: 'panel list' },
        el('input', { type: 'search', placeholder: 'Find in id or question', 'aria-label': 'Find in id or question', id: 'find', oninput: relist(text => ({ text: text.toLowerCase() })) }),
        select('Show', FILTERS, filter => ({ filter })), select('Sort', SORTS, sort => ({ sort })),
        PARTS.count, PARTS.list),
      PARTS.stage));
  list();
  const first = [...PROBLEMS].filter(problem => problem.searches.some(each => each.held))
    .sort((one, other) => Math.abs(share(one) - 0.5) - Math.abs(share(other) - 0.5))[0] ?? PROBLEMS[0];
  if (first) {
    STATE.experiment = first.searches.filter(each => each.held).sort((one, other) => other.nodes - one.nodes)[0]?.experiment ?? 0;
    open(first);
  }
}

// ---- the list ----

function shownProblems() {
  const [, keep] = FILTERS[STATE.filter];
  const [, order] = SORTS[STATE.sort];
  return PROBLEMS.filter(problem => keep(problem)
    && (STATE.text === '' || (problem.id + ' ' + problem.question).toLowerCase().includes(STATE.text))).sort(order);
}

function list() {
  const shown = shownProblems();
  const items = shown.slice(0, STATE.listed).map(problem => el('li', {
    role: 'option', id: 'problem-' + problem.number, 'aria-selected': String(problem === STATE.problem), onclick: () => open(problem),
    'aria-label': `${visibleText(problem.id)}, right in ${problem.searches.filter(each => each.correct).length} of ${problem.searches.length} searches`,
  }, marks(problem), el('div', { class: 'id' }, visibleText(problem.id)), el('div', { class: 'q', dir: 'auto' }, visibleText(problem.question))));
  PARTS.list.replaceChildren(...items);
  if (shown.length > STATE.listed) {
    PARTS.list.append(el('li', { role: 'presentation' }, el('button', { type: 'button', onclick: () => { STATE.listed += LISTED; list(); } }, 'Show more')));
  }
  PARTS.count.textContent = shown.length > STATE.listed
    ? `The first ${STATE.listed} of ${shown.length.toLocaleString('en')} problems`
    : `${shown.length.toLocaleString('en')} of ${PROBLEMS.length.toLocaleString('en')} problems`;
}

/** Text in one line, without characters that show nothing or turn it round. */
function visibleText(text) {
  return text.replace(CONTROL, '\u00b7').replace(/\s+/g, ' ');
}

function marks(problem) {
  const first = problem.searches.filter(each => each.repetition === 0).slice(0, 8);
  return el('span', { class: 'marks', 'aria-hidden': 'true' }, ...first.map(each =>
    el('span', { class: each.failed ? 'f' : each.correct ? 'r' : 'w', title: EXPERIMENTS[each.experiment].name }, each.failed ? '!' : each.correct ? '✓' : '✗')));
}

function moveInList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const shown = shownProblems().slice(0, STATE.listed);
    const next = shown[shown.indexOf(STATE.problem) + step];
    if (next) {
      open(next);
    }
  }
}

// ---- a search ----

async function open(problem) {
  STATE.problem = problem;
  for (const item of PARTS.list.querySelectorAll('[role=option]')) {
    item.setAttribute('aria-selected', String(item.id === 'problem-' + problem.number));
  }
  PARTS.list.setAttribute('aria-activedescendant', 'problem-' + problem.number);
  const item = document.getElementById('problem-' + problem.number);
  if (item !== null) {
    reveal(item, PARTS.list);
  }
  await show();
}

function searchNow() {
  const { searches } = STATE.problem;
  return searches.find(each => each.experiment === STATE.experiment && each.repetition === STATE.repetition)
    ?? searches.find(each => each.experiment === STATE.experiment) ?? searches[0];
}

async function show() {
  const search = searchNow();
  const head = [el('h3', { style: 'margin-top:0' }, visibleText(STATE.problem.id)), tools(search)];
  const shown = () => Object.assign(PARTS.stage.dataset, { problem: STATE.problem.id, experiment: EXPERIMENTS[search.experiment].name });
  if (!search.held) {
    STATE.tree = null;
    shown();
    PARTS.stage.replaceChildren(...head, el('div', { class: 'question' }, modelText(STATE.problem.question)),
      el('p', { class: 'cut' }, 'The tree of this problem is left out to keep this file small; --tree-megabytes makes room for it. The table steps has it.'));
    return;
  }
  const unpacked = await unpack(search.number);
  if (search !== searchNow()) {
    return;
  }
  Object.assign(STATE, { search: unpacked, tree: treeOf(unpacked) });
  STATE.node = STATE.tree.winner ?? STATE.tree.root;
  PARTS.canvas = el('div', { class: 'canvas', onkeydown: moveInTree });
  PARTS.node = el('div', { class: 'node', 'aria-live': 'polite' });
  PARTS.stage.replaceChildren(...head,
    el('div', { class: 'question', tabindex: 0 }, modelText(unpacked.question, unpacked.questionLeftOut)),
    outcome(unpacked, search),
    el('div', { class: 'tools' },
      el('button', { type: 'button', id: 'follow', disabled: STATE.tree.winner === null, onclick: follow }, 'Follow the winner'),
      el('button', { type: 'button', id: 'to-question', onclick: () => select(STATE.tree.root) }, 'To the question'),
      el('button', { type: 'button', id: 'fold', onclick: () => fold(STATE.node) }, 'Fold or unfold'),
      el('span', { class: 'label' }, 'arrow keys walk, Enter folds, Home and End lead to question and winner')),
    PARTS.canvas,
    el('p', { class: 'legend' },
      el('span', {}, 'reward 0', el('span', { class: 'ramp' }), '1'), el('span', {}, 'larger: more visits'), el('span', {}, 'dashed, pale: given up'),
      el('span', {}, '✓ right, ✗ wrong answer'), el('span', {}, 'thick: the way to the winner'), el('span', {}, '+n: folded nodes')),
    PARTS.node);
  drawNow();
  select(STATE.node, false);
  shown();
}

function tools(search) {
  const held = STATE.problem.searches;
  const names = [...new Set(held.map(each => each.experiment))].map(i => [String(i), EXPERIMENTS[i].name]);
  const repetitions = held.filter(each => each.experiment === search.experiment).map(each => [String(each.repetition), String(each.repetition)]);
  return el('div', { class: 'tools' },
    pick('Experiment', names, String(search.experiment), value => { STATE.experiment = Number(value); show(); }),
    repetitions.length > 1 ? pick('Repetition', repetitions, String(search.repetition), value => { STATE.repetition = Number(value); show(); }) : null);
}

function outcome(unpacked, search) {
  const own = unpacked.decisions.find(([vote]) => vote === unpacked.vote);
  const facts = [
    ['reference', unpacked.reference ?? 'none'], ['vote', unpacked.vote],
    own ? ['chosen', `${own[1] ?? 'no answer'} ${own[3] ? '✓' : '✗'}`] : null,
    own && own[2] !== null ? ['share of votes', percent(own[4], 0)] : null,
    ['candidates', `${search.candidates}, ${search.right} right`], ['nodes', search.nodes], ['generated tokens', amount(search.tokens)],
    unpacked.seconds === null ? null : ['time', unpacked.seconds.toFixed(1) + ' s'],
    unpacked.stop && unpacked.stop !== 'over' ? ['stopped by', unpacked.stop] : null,
  ];
  return el('div', {}, factList(facts),
    unpacked.status === 'failed' ? el('p', { class: 'cut' }, `The search failed (${unpacked.failure}): `, modelText(unpacked.message ?? '')) : null);
}

function factList(facts) {
  return el('dl', { class: 'facts' }, ...facts.filter(each => each !== null).map(([name, value]) =>
    el('div', {}, el('dt', {}, name), el('dd', {}, typeof value === 'string' ? visibleText(value) : value))));
}

// ---- the tree ----

function drawNow() {
  PARTS.canvas.replaceChildren(drawTree(STATE.tree, STATE.node, select, fold));
}

function groupOf(node) {
  return [...PARTS.canvas.querySelectorAll('.tree-node')].find(group => group.dataset.path === node.path);
}

function select(node, focus = true) {
  const before = groupOf(STATE.node);
  before?.classList.remove('selected');
  before?.setAttribute('tabindex', -1);
  before?.setAttribute('aria-selected', 'false');
  STATE.node = node;
  const now = groupOf(node);
  now.classList.add('selected');
  now.setAttribute('tabindex', 0);
  now.setAttribute('aria-selected', 'true');
  if (focus) {
    now.focus({ preventScroll: true });
  }
  reveal(now, PARTS.canvas);
  PARTS.node.replaceChildren(...describe(node));
}

/** Scrolls a part of the page, and nothing around it, to something in it. */
function reveal(thing, part) {
  const box = thing.getBoundingClientRect();
  const frame = part.getBoundingClientRect();
  if (box.top < frame.top || box.bottom > frame.bottom) {
    part.scrollTop += (box.top + box.bottom) / 2 - (frame.top + frame.bottom) / 2;
  }
  if (box.left < frame.left || box.right > frame.right) {
    part.scrollLeft += (box.left + box.right) / 2 - (frame.left + frame.right) / 2;
  }
}

function fold(node) {
  if (node.children.length > 0) {
    node.folded = !node.folded;
    drawNow();
    select(node);
  }
}

function moveInTree(event) {
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    fold(STATE.node);
    return;
  }
  const next = walk(STATE.tree, STATE.node, event.key);
  if (next) {
    event.preventDefault();
    for (let up = next.parent; up; up = up.parent) {
      if (up.folded) {
        up.folded = false;
        drawNow();
      }
    }
    select(next);
  }
}

/** A step towards the winner; from beside its way, back to the question. */
function follow() {
  const node = STATE.node;
  select(node.won && node !== STATE.tree.winner ? node.children.find(each => each.won) : STATE.tree.root);
}

function describe(node) {
  if (node.path === '') {
    return [el('h3', {}, 'The question'), factList([['children', node.children.length]])];
  }
  const facts = [
    ['visits', node.visits ?? 'not told'], ['fate', FATES[node.fate] ?? node.fate ?? 'not told'], ['text ended by', node.finish ?? 'not told'],
    ['children', node.children.length], node.won ? ['winner', node === STATE.tree.winner ? 'this is it' : 'on its way'] : null,
  ];
  return [
    el('h3', { id: 'node-title' }, 'Node ' + node.path), factList(facts),
    ...node.candidates.map(each => factList([
      ['candidate', each.number], ['answer', `${each.answer ?? 'none'} ${each.correct ? '✓ right' : '✗ wrong'}`], ['read by', each.rule ?? 'no rule'],
      each.reward === null ? null : [`reward (${STATE.search.aggregation})`, each.reward.toFixed(4)], ['tokens', each.tokens]])),
    ...node.steps.map((step, i) => el('div', { class: 'step' },
      el('p', { class: 'meta' }, [
        node.steps.length > 1 ? `step ${i + 1}` : null, step.reward === null ? 'no reward' : 'reward ' + step.reward.toFixed(4),
        step.logProb === null ? 'no log-probability' : 'log-probability ' + step.logProb.toFixed(2), step.tokens === null ? null : step.tokens + ' tokens',
      ].filter(part => part !== null).join(' · ')), modelText(step.text, step.leftOut))),
  ];
}
