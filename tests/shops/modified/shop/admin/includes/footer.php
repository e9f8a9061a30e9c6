<?php
foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/footer/', 'php') as $file) {
    require $file;
}
echo '<footer>' . PROJECT_VERSION . '</footer>';
