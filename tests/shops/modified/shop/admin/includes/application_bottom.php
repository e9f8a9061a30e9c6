<?php
foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/application_bottom/', 'php') as $file) {
    require $file;
}
session_write_close();
xtc_db_close();
