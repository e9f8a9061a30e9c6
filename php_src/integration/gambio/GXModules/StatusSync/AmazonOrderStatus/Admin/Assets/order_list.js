/* Puts the state at Amazon under the order number. The server sends it with the row's data. */
(function () {
    'use strict';

    function mark() {
        $(this).find('tbody tr').each(function () {
            var state = $(this).data('statussync');
            var link = $(this).find('a.tooltip-order-items').first();
            if (!state || !link.length || link.next('.statussync-icon').length) {
                return;
            }
            $('<a>', {
                'class': 'statussync-icon statussync-icon-' + String(state.icon).replace(/[^a-z]/g, ''),
                href: state.url,
                title: state.title,
                'aria-label': state.title
            }).insertAfter(link);
        });
    }

    $(function () {
        $(document).on('draw.dt', 'table', mark);
        $('table.table-main').each(mark);
    });
}());
