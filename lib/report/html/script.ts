/**
 * What a page can do beyond being read: sort tables by a click on a heading, and narrow long ones to rows with a word. It
 * adds its own controls, so that without it there are none that do nothing.
 */
export const SCRIPT = `
'use strict';
for (const list of document.querySelectorAll('.list')) {
  const table = list.querySelector('table');
  const body = table.tBodies[0];
  const first = Number(list.dataset.first);
  const rows = () => [...body.rows];
  const valueOf = (row, index) => {
    const cell = row.cells[index];
    return cell.dataset.value ?? cell.querySelector('time')?.dateTime ?? cell.querySelector('.v').textContent;
  };
  const fold = () => rows().forEach((row, index) => row.classList.toggle('extra', first > 0 && index >= first));
  [...table.tHead.rows[0].cells].forEach((head, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const numeric = head.dataset.type === 'number';
      const before = head.getAttribute('aria-sort');
      const down = before === null ? numeric : before === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const compare = (a, b) => {
        if (numeric) return (a === '\\u2013') - (b === '\\u2013') || (down ? b - a : a - b);
        return down ? b.localeCompare(a) : a.localeCompare(b);
      };
      body.append(...rows().sort((a, b) => compare(valueOf(a, index), valueOf(b, index))));
      fold();
    });
  });
  if (body.rows.length > 10) {
    const search = document.createElement('input');
    search.type = 'search';
    search.className = 'search';
    search.placeholder = 'Filter these rows';
    search.setAttribute('aria-label', 'Filter these rows');
    search.addEventListener('input', () => {
      const word = search.value.toLowerCase();
      for (const row of rows()) row.classList.toggle('filtered', !row.textContent.toLowerCase().includes(word));
      list.classList.toggle('searching', word !== '');
    });
    list.prepend(search);
  }
}
`;
