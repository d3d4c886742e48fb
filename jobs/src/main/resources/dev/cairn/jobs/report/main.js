// The page: sections in their order, then the switch between light and dark.

const THEME = document.getElementById('theme');
const DARK = matchMedia('(prefers-color-scheme: dark)');
let chosen = null;

function applyTheme() {
  const dark = chosen === null ? DARK.matches : chosen === 'dark';
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  THEME.textContent = dark ? '☀ Light' : '☾ Dark';
  THEME.setAttribute('aria-label', `Switch to ${dark ? 'light' : 'dark'} colours`);
  drawCharts();
}

applyTheme();
summary();
costs();
candidates();
selection();
explorer();
calibration();
difficulty();
comparison();
baseline();
nights();
processBench();
servers();
failures();
about();
drawCharts();

THEME.addEventListener('click', () => {
  chosen = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  applyTheme();
});
DARK.addEventListener('change', applyTheme);
let width = innerWidth;
addEventListener('resize', () => {
  if (innerWidth !== width) {
    width = innerWidth;
    drawCharts();
  }
});
document.documentElement.dataset.ready = 'true';
