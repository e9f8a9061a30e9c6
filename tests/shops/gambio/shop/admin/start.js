/* The start page is another kernel: it has no messages of its own and asks for them. */
$.getJSON('/admin/admin.php?do=SecurityCheckAjax/Messages', function (answer) {
  $.each(answer.messages, function (kind, all) {
    all.forEach(function (one) {
      var box = $('<div class="alert">').addClass('alert-' + kind).append($('<div>').html(one.message)).appendTo('#message-stack');
      if (one.link) box.append($('<a class="btn">').attr('href', one.link.url).html(one.link.text));
    });
  });
  $('#message-stack').attr('data-ready', '1');
});
