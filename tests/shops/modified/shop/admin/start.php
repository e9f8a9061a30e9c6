<?php
require 'includes/application_top.php';
require DIR_WS_INCLUDES . 'head.php';
echo '</head><body>';
require DIR_WS_INCLUDES . 'header.php';
echo '<div class="boxCenter"><div class="pageHeading">Start</div></div>';
require DIR_WS_INCLUDES . 'footer.php';
echo '</body></html>';
require DIR_WS_INCLUDES . 'application_bottom.php';
