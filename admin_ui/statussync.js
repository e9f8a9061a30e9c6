// Nothing here is needed: the pages work without it. A form that was sent is not sent twice by a double click.
(function () {
  'use strict';
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.classList || !form.classList.contains('ss-form')) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = '1';
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });

  // Signs before the numbers of a shop's order list. The server sends them as data; without this there are none.
  var data = document.getElementById('statussync-signs');
  var signs = data ? JSON.parse(data.textContent) : {};
  Object.keys(signs).forEach(function (order) {
    var links = document.querySelectorAll('tr a[href*="oID=' + order + '&"], tr a[href$="oID=' + order + '"]');
    var cells = links.length ? links[0].closest('tr').cells : [];
    var cell = Array.prototype.filter.call(cells, function (one) { return one.textContent.trim() === order; })[0];
    if (!cell || cell.querySelector('.statussync-sign')) return;
    var sign = document.createElement('a');
    sign.className = 'statussync-sign statussync-sign-' + String(signs[order].icon).replace(/[^a-z]/g, '');
    sign.href = signs[order].url;
    sign.title = signs[order].title;
    sign.setAttribute('aria-label', signs[order].title);
    sign.addEventListener('click', function (event) { event.stopPropagation(); });
    cell.insertBefore(document.createTextNode(' '), cell.firstChild);
    cell.insertBefore(sign, cell.firstChild);
  });
}());
