<?php

/** Files of a folder in natural order; no such folder, no files. */
function auto_include($dir, $ext = 'php')
{
    $files = glob(rtrim($dir, '/') . '/*.' . $ext) ?: [];
    natcasesort($files);
    return $files;
}
