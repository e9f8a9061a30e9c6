<?php

declare(strict_types=1);

// Our page inside the shop's admin: the shop checks login, access column and token before it comes here.
require 'includes/application_top.php';

try {
    require_once DIR_FS_CATALOG . 'includes/external/statussync/php_src/autoload.php';
    $statussync = \StatusSync\Php\Admin\Host\ModifiedEntry::page($_GET, $_POST ?? []);
} catch (\Throwable $e) {
    $statussync = ['title' => 'Amazon', 'html' => '<div class="error_message">includes/external/statussync: '
        . 'Dateien fehlen oder sind unvollst&auml;ndig kopiert. / Files are missing or copied in part.</div>'];
}

require DIR_WS_INCLUDES . 'head.php';
?>
  <link rel="stylesheet" type="text/css" href="includes/statussync/statussync.css">
</head>
<body>
  <?php require DIR_WS_INCLUDES . 'header.php'; ?>
  <table class="tableBody">
    <tr>
      <?php
        if (USE_ADMIN_TOP_MENU === 'false') {
            echo '<td class="columnLeft2">';
            require_once DIR_WS_INCLUDES . 'column_left.php';
            echo '</td>';
        }
        ?>
      <td class="boxCenter">
        <div class="pageHeadingImage"><?php echo xtc_image(DIR_WS_ICONS . 'heading/icon_orders.png'); ?></div>
        <div class="pageHeading"><?php echo $statussync['title']; ?><br></div>
        <div class="main pdg2"><?php echo BOX_HEADING_PARTNER_MODULES; ?></div>
        <?php echo $statussync['html']; ?>
      </td>
    </tr>
  </table>
  <?php require DIR_WS_INCLUDES . 'footer.php'; ?>
</body>
</html>
<?php
require DIR_WS_INCLUDES . 'application_bottom.php';
