// Sorts and filters the table of hosts. Without this script it stands there whole, the odd ones first.
(() => {
  const table = document.querySelector('table');
  const body = table.tBodies[0];
  const status = document.getElementById('status');
  const search = document.getElementById('search');
  const profile = document.getElementById('profile');
  const odd = document.getElementById('only-odd');
  const rows = [...body.rows].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    profile: row.dataset.profile,
    odd: Number(row.dataset.odd) > 0,
    keys: [...row.cells].map((cell) => cell.dataset.key ?? cell.textContent.trim().toLowerCase()),
  }));
  const heads = [...table.tHead.rows[0].cells];
  let sorted = 'odd ones first';

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of rows) {
      const fits =
        words.every((word) => entry.text.includes(word)) &&
        (profile.value === '' || entry.profile === profile.value) &&
        (!odd.checked || entry.odd);
      entry.row.hidden = !fits;
      if (fits) shown += 1;
    }
    status.textContent = `${shown} of ${rows.length} hosts, ${sorted}.`;
  }

  function compare(a, b) {
    const [x, y] = [Number(a), Number(b)];
    if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a < b ? -1 : a > b ? 1 : 0;
  }

  function sort(column) {
    const head = heads[column];
    const numbers = head.classList.contains('number');
    const before = head.getAttribute('aria-sort');
    const down = before === null ? numbers : before === 'ascending';
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const sign = down ? -1 : 1;
    rows.sort(
      (a, b) => sign * compare(a.keys[column], b.keys[column]) || compare(a.keys[0], b.keys[0]),
    );
    body.append(...rows.map(({ row }) => row));
    sorted = `sorted by ${head.textContent.trim().toLowerCase()}, ${down ? 'descending' : 'ascending'}`;
    filter();
  }

  for (const [column, head] of heads.entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(column));
    head.append(button);
  }
  for (const value of [...new Set(rows.map((entry) => entry.profile))].sort()) {
    if (value !== '') profile.append(new Option(value, value));
  }
  search.addEventListener('input', filter);
  profile.addEventListener('change', filter);
  odd.addEventListener('change', filter);
  document.getElementById('controls').hidden = false;
  // A browser may bring back what was typed before the page was left.
  filter();
})();
