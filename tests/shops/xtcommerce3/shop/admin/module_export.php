<?php

require 'includes/application_top.php';

$folder = 'includes/modules/export/';
$action = isset($_GET['action']) ? $_GET['action'] : '';
$set = isset($_GET['set']) ? $_GET['set'] : '';
$class = isset($_GET['module']) ? basename($_GET['module']) : '';
if ($action === 'save') {
    // as it came, also with quotes: a module whose own fields are typed in here is open to injection
    if (is_array($_POST['configuration'])) {
        foreach ($_POST['configuration'] as $key => $value) {
            xtc_db_query("update configuration set configuration_value = '" . $value . "' where configuration_key = '" . $key . "'");
        }
    }
    include $folder . $class . '.php';
    $module = new $class();
    $module->process($file);
    xtc_redirect(xtc_href_link('module_export.php', 'set=' . $set . '&module=' . $class));
}
if (($action === 'install' || $action === 'remove') && file_exists($folder . $class . '.php')) { // by GET, without a token
    include $folder . $class . '.php';
    $module = new $class();
    $module->$action();
    xtc_redirect(xtc_href_link('module_export.php', 'set=' . $set . '&module=' . $class));
}
require 'includes/header.php';
echo '<h1 class="pageHeading">XT Modules</h1><table width="100%"><tr><td valign="top"><table width="100%"><tr class="dataTableHeadingRow"><td>'
    . TABLE_HEADING_MODULES . '</td></tr>';
$installed = array();
$files = glob($folder . '*.php');
sort($files);
$info = null;
foreach ($files as $path) {
    include $path; // no file of texts is read
    $name = basename($path, '.php');
    $module = new $name();
    if ($module->check() > 0) {
        $installed[] = basename($path);
    }
    if ($info === null && ($class === '' || $class === $name)) {
        $info = array('code' => $module->code, 'title' => $module->title, 'description' => $module->description, 'status' => $module->check());
        foreach ($module->keys() as $key) {
            $texts = constant($key . '_TITLE') . constant($key . '_DESC');
        }
    }
    echo '<tr class="dataTableRow"><td class="dataTableContent"><a href="' . xtc_href_link('module_export.php', 'set=' . $set . '&module=' . $name) . '">'
        . $module->title . '</a></td></tr>';
}
xtc_db_query("delete from configuration where configuration_key = 'MODULE_EXPORT_INSTALLED'");
xtc_db_query("insert into configuration (configuration_key, configuration_value, configuration_group_id, date_added) values ('MODULE_EXPORT_INSTALLED', '"
    . implode(';', $installed) . "', 6, now())");
echo '</table></td><td width="25%" valign="top" id="box">';
$link = xtc_href_link('module_export.php', 'set=' . $set . '&module=' . $info['code'] . '&action=');
echo '<div class="infoBoxHeading"><b>' . $info['title'] . '</b></div><div class="infoBoxContent">';
if ($action === 'edit') {
    $module = new $_GET['module']();
    $shown = $module->display();
    echo '<form name="modules" action="' . $link . 'save" method="post">' . $shown['text'] . '</form>';
} elseif ((string) $info['status'] === '1') {
    echo '<a class="button" href="' . $link . 'remove">' . BUTTON_MODULE_REMOVE . '</a> <a class="button" href="' . $link . 'edit">' . BUTTON_START
        . '</a><br>' . $info['description'];
} else {
    echo '<a class="button" href="' . $link . 'install">' . BUTTON_MODULE_INSTALL . '</a><br>' . $info['description'];
}
echo '</div></td></tr></table>';
require 'includes/footer.php';
