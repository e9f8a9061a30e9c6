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
}());
