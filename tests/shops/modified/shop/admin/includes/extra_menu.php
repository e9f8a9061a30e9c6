<?php

function extraMenue()
{
    $add_contents = [];
    foreach (auto_include(DIR_FS_ADMIN . 'includes/extra/menu/', 'php') as $file) {
        require $file;
    }
    return $add_contents;
}
