<?php
require 'includes/application_top.php';

$folder = DIR_FS_ADMIN . 'includes/modules/system/';
$module_class = basename((string) ($_GET['module'] ?? ''));
$action = (string) ($_GET['action'] ?? '');

function module_of($class)
{
    static $made = [];
    $language = DIR_FS_LANGUAGES . $_SESSION['language'] . "/modules/system/$class.php";
    if (is_file($language)) {
        include_once $language;
    }
    include_once DIR_FS_ADMIN . "includes/modules/system/$class.php";
    return $made[$class] = $made[$class] ?? new $class();
}

if ($action !== '' && $module_class !== '' && is_file("$folder$module_class.php")) {
    if ($action === 'save') {
        foreach ($_POST['configuration'] ?? [] as $key => $value) {
            xtc_db_query("UPDATE configuration SET configuration_value = '" . xtc_db_input(is_array($value) ? implode(',', $value) : $value)
                . "' WHERE configuration_key = '" . xtc_db_input($key) . "'");
        }
        module_of($module_class)->process($file ?? '');
    } elseif (in_array($action, ['install', 'removeconfirm', 'update'], true)) { // by GET, without a token
        $module = module_of($module_class);
        $message = $action === 'install' ? $module->install() : ($action === 'update' ? $module->update() : $module->remove());
        if ($action === 'update' && $message !== false) {
            $messageStack->add_session($message ?: 'ok', 'success');
        }
    }
    if ($action !== 'edit' && $action !== 'remove') {
        xtc_redirect(xtc_href_link('module_export.php', 'set=system&module=' . $module_class));
    }
}
require DIR_WS_INCLUDES . 'head.php';
echo '</head><body>';
require DIR_WS_INCLUDES . 'header.php';
echo '<table class="tableBody"><tr><td class="boxCenter"><div class="pageHeading">System Module</div><table class="tableBoxCenter">';
$installed = [];
foreach (auto_include($folder, 'php') as $file) {
    $class = basename($file, '.php');
    $module = module_of($class);
    foreach ($module->keys() as $key) {
        $texts = [constant("{$key}_TITLE"), constant("{$key}_DESC")]; // missing in a language: the page dies
    }
    if ($module->check() > 0) {
        $installed[] = "$class.php";
    }
    echo '<tr class="dataTableRow"><td><a href="' . h(xtc_href_link('module_export.php', "set=system&module=$class")) . '">' . $module->title
        . '</a></td><td>' . ($module->check() > 0 ? 'installiert' : '-') . '</td></tr>';
}
xtc_db_query("UPDATE configuration SET configuration_value = '" . xtc_db_input(implode(';', $installed))
    . "' WHERE configuration_key = 'MODULE_SYSTEM_INSTALLED'");
echo '</table>';
if ($module_class !== '' && is_file("$folder$module_class.php")) {
    $module = module_of($module_class);
    $link = static function ($action) use ($module_class) {
        return h(xtc_href_link('module_export.php', "set=system&module=$module_class&action=$action"));
    };
    echo '<div id="box"><h2>' . $module->title . '</h2>';
    if ($action === 'edit') {
        echo xtc_draw_form('modules', 'module_export.php', "set=system&module=$module_class&action=save");
        foreach ($module->keys() as $key) {
            $row = xtc_db_fetch_array(xtc_db_query("SELECT * FROM configuration WHERE configuration_key = '$key'"));
            $field = '';
            eval('$field = ' . $row['set_function'] . "'" . h($row['configuration_value']) . "', '$key');");
            echo '<p>' . constant("{$key}_TITLE") . " $field</p>";
        }
        echo $module->display()['text'] . '</form>';
    } elseif ($module->check() > 0) {
        echo '<a class="button" href="' . $link('edit') . '">' . BUTTON_EDIT . '</a> <a class="button" id="remove" href="' . $link('removeconfirm')
            . '">' . BUTTON_MODULE_REMOVE . '</a> ' . ($module->properties['button_update'] ?? '');
    } else {
        echo '<a class="button" id="install" href="' . $link('install') . '">' . BUTTON_MODULE_INSTALL . '</a>';
    }
    echo '<div id="description">' . $module->description . '</div></div>';
}
echo '</td></tr></table>';
require DIR_WS_INCLUDES . 'footer.php';
echo '</body></html>';
require DIR_WS_INCLUDES . 'application_bottom.php';
