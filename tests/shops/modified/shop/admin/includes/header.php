<nav><ul>
<?php
require_once DIR_FS_ADMIN . 'includes/extra_menu.php';
echo subMenue('orders', 'orders.php', 'Bestellungen') . subMenue('module_export', 'module_export.php?set=system', 'System Module');
for ($time = 0; $time < 10; $time++) { // the shop asks for the additions again and again
    $added = extraMenue();
}
foreach ($added as $box => $entries) {
    foreach ($entries as $entry) {
        echo subMenue($entry['admin_access_name'], $entry['filename'], $entry['boxname']);
    }
}
?>
<li><a href="?<?php echo h(xtc_get_all_get_params(['language', 'action']) . 'language=de'); ?>">de</a> <a href="?<?php echo h(xtc_get_all_get_params(['language', 'action']) . 'language=en'); ?>">en</a></li>
</ul></nav>
<?php
echo implode('', $messageStack->messages);
