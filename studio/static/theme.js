// Runs before the first paint, so that a dark screen never flashes white.
(function () {
  var root = document.documentElement;
  var wish = 'system';
  try {
    wish = localStorage.getItem('filiera.theme') || 'system';
    root.lang = localStorage.getItem('filiera.language') || root.lang;
  } catch {
    // Storage may be forbidden; the system's theme will do.
  }
  var dark = wish === 'dark' || (wish === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
})();
