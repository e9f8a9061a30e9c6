/* The list as the shop's script draws it: row data on the rows, then the event that modules wait for. */
$(function () {
  $.getJSON('/admin/admin.php?do=OrdersOverviewAjax/DataTable', function (answer) {
    var body = $('table.table-main tbody');
    answer.data.forEach(function (row) {
      var tr = $('<tr>').attr('id', row.DT_RowId).data(row.DT_RowData);
      tr.append($('<td>').append($('<a class="tooltip-order-items">').attr('href', 'orders.php?oID=' + row.DT_RowId + '&action=edit').text(row.DT_RowId)));
      tr.append($('<td>').text(row.customer)).append($('<td>').text(row.status)).appendTo(body);
    });
    $('table.table-main').trigger('draw.dt');
  });
});
