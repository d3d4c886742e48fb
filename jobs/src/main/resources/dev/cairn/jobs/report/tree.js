// A search tree: from its packed form to nodes, and to a drawing that mouse and keys can walk.

const FATES = {
  'expanded': 'expanded: it has children',
  'candidate': 'a finished candidate',
  'not-selected': 'given up: the search preferred others',
  'duplicate': 'given up: another node has the same text',
  'truncated': 'given up: a limit cut it off, and the search takes no such texts',
  'low-confidence': 'given up: the policy was too unsure of it',
  'look-ahead': 'written only to judge the node that it follows',
  'stopped': 'a limit or a failure stopped the search before it came to anything',
};

/** Nodes above which branches beside the winner begin folded. */
const FOLD_FROM = 400;

/** The JSON of a packed tree. */
async function unpack(number) {
  const packed = atob(document.getElementById('tree-' + number).textContent);
  const bytes = Uint8Array.from(packed, character => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}

/** The root of the tree, with children, candidates and the winner's path marked. */
function treeOf(search) {
  const nodes = new Map();
  const node = path => {
    if (!nodes.has(path)) {
      const made = { path, children: [], parent: null, steps: [], visits: null, finish: null, fate: null, candidates: [], won: false, folded: false };
      nodes.set(path, made);
      if (path !== '') {
        made.parent = node(path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '');
        made.parent.children.push(made);
      }
    }
    return nodes.get(path);
  };
  node('');
  for (const [path, visits, finish, fate, steps] of search.nodes) {
    Object.assign(node(path), { visits, finish, fate });
    node(path).steps = steps.map(([text, leftOut, tokens, logProb, reward]) => ({ text, leftOut, tokens, logProb, reward }));
  }
  search.candidates.forEach(([path, answer, rule, correct, finish, tokens, reward], number) =>
    node(path).candidates.push({ number, answer, rule, correct, finish, tokens, reward }));
  const last = path => Number(path.slice(path.lastIndexOf('.') + 1));
  nodes.forEach(each => each.children.sort((one, other) => last(one.path) - last(other.path)));
  const own = search.decisions.find(([vote]) => vote === search.vote);
  const winner = own && own[2] !== null ? node(search.candidates[own[2]][0]) : null;
  for (let each = winner; each; each = each.parent) {
    each.won = true;
  }
  if (nodes.size > FOLD_FROM) {
    nodes.forEach(each => { each.folded = !each.won && each.children.length > 0; });
  }
  return { root: node(''), nodes, winner };
}

/** The reward that colours a node: that of its last step. */
function rewardOf(node) {
  return node.steps.length > 0 ? node.steps[node.steps.length - 1].reward : null;
}

function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children);
  return element;
}

function visible(node) {
  return node.folded ? [] : node.children;
}

function count(node) {
  let all = 0;
  const stack = [...node.children];
  while (stack.length > 0) {
    all++;
    stack.push(...stack.pop().children);
  }
  return all;
}

/** How a node is read out. */
function spoken(node) {
  const reward = rewardOf(node);
  return [
    node.path === '' ? 'the question' : 'node ' + node.path,
    reward === null ? null : 'reward ' + reward.toFixed(2),
    node.visits === null ? null : node.visits + ' visits',
    node.fate && node.fate !== 'expanded' ? FATES[node.fate] ?? node.fate : null,
    ...node.candidates.map(each => `answer ${each.answer ?? 'none'}, ${each.correct ? 'right' : 'wrong'}`),
    node.won ? 'on the way to the winner' : null,
  ].filter(part => part !== null).join(', ');
}

/** The drawing; {@code select} is called with the node that is clicked. */
function drawTree(tree, selected, select, fold) {
  const hierarchy = d3.hierarchy(tree.root, visible);
  const across = 88;
  d3.tree().nodeSize([24, across]).separation((one, other) => (one.parent === other.parent ? 1 : 1.25))(hierarchy);
  const drawn = hierarchy.descendants();
  const top = Math.min(...drawn.map(each => each.x)) - 24;
  const height = Math.max(...drawn.map(each => each.x)) + 24 - top;
  const width = Math.max(...drawn.map(each => each.y)) + 130;
  const place = each => [each.y + 22, each.x - top];
  const links = hierarchy.links().map(({ source, target }) => {
    const [[x1, y1], [x2, y2]] = [place(source), place(target)];
    return svg('path', {
      class: 'tree-link' + (target.data.won ? ' won' : ''),
      d: `M${x1},${y1}C${(x1 + x2) / 2},${y1} ${(x1 + x2) / 2},${y2} ${x2},${y2}`,
    });
  });
  const marks = drawn.map(each => mark(each, place(each), selected, select, fold));
  return svg('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'tree', 'aria-label': 'Search tree' }, ...links, ...marks);
}

function mark(each, [x, y], selected, select, fold) {
  const node = each.data;
  const reward = rewardOf(node);
  const radius = node.path === '' ? 7 : 4.5 + Math.min(5, Math.log2(1 + (node.visits ?? 0)));
  const classes = ['tree-node', node.won ? 'won' : '', node === selected ? 'selected' : '',
    node.fate && !['expanded', 'candidate'].includes(node.fate) ? 'given-up' : ''];
  const group = svg('g', {
    class: classes.filter(name => name).join(' '), transform: `translate(${x},${y})`, role: 'treeitem', 'data-path': node.path,
    tabindex: node === selected ? 0 : -1, 'aria-selected': node === selected, 'aria-level': each.depth + 1,
    'aria-expanded': node.children.length > 0 ? !node.folded : null, 'aria-label': spoken(node),
  },
  svg('circle', { class: 'halo', r: radius + 4 }),
  svg('circle', { r: radius, style: reward === null ? 'fill:var(--panel)' : `fill:color-mix(in srgb, var(--high) ${Math.round(100 * Math.min(1, Math.max(0, reward)))}%, var(--low))` }));
  let at = radius + 6;
  const write = (text, name) => {
    group.append(svg('text', { x: at, y: 4, class: name }, text));
    at += 7 * text.length + 3;
  };
  node.candidates.slice(0, 1).forEach(candidate => write(candidate.correct ? '✓' : '✗', candidate.correct ? 'right' : 'wrong'));
  if (reward !== null) {
    write(reward.toFixed(2).replace(/^0/, ''));
  }
  if (node.folded) {
    write('+' + count(node), 'fold');
  }
  group.addEventListener('click', () => select(node));
  group.addEventListener('dblclick', () => fold(node));
  return group;
}

/** Where a key leads from a node; null for keys that lead nowhere. */
function walk(tree, node, key) {
  const siblings = node.parent ? visible(node.parent) : [node];
  const at = siblings.indexOf(node);
  switch (key) {
    case 'ArrowLeft': return node.parent;
    case 'ArrowRight': return visible(node).find(each => each.won) ?? visible(node)[0] ?? null;
    case 'ArrowUp': return siblings[at - 1] ?? beside(node, -1);
    case 'ArrowDown': return siblings[at + 1] ?? beside(node, 1);
    case 'Home': return tree.root;
    case 'End': return tree.winner;
    default: return null;
  }
}

/** The nearest node of the same depth in the neighbouring branch. */
function beside(node, direction) {
  let up = node;
  let depth = 0;
  while (up.parent) {
    const siblings = visible(up.parent);
    for (let at = siblings.indexOf(up) + direction; siblings[at]; at += direction) {
      let down = siblings[at];
      for (let left = depth; left > 0 && visible(down).length > 0; left--) {
        down = visible(down)[direction < 0 ? visible(down).length - 1 : 0];
      }
      return down;
    }
    up = up.parent;
    depth++;
  }
  return null;
}
