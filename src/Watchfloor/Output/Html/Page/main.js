// Themes, then everything is drawn once.
function drawTheme() {
  const buttons = [...document.querySelectorAll('.theme button')];
  const choose = theme => {
    document.documentElement.dataset.theme = theme;
    buttons.forEach(b => b.setAttribute('aria-pressed', String(b.dataset.theme === theme)));
  };
  buttons.forEach(b => b.addEventListener('click', () => choose(b.dataset.theme)));
  choose('auto');
}

drawTheme();
drawFigures();
drawFilters();
drawTimeline();
drawMatrix();
drawRules();
drawFindings();
drawCoverage();
view.set({});
document.documentElement.dataset.ready = 'true';
