<!doctype html public "-//W3C//DTD HTML 4.01 Transitional//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=<?php echo $_SESSION['language_charset']; ?>">
<title>Admin</title><link rel="stylesheet" type="text/css" href="includes/stylesheet.css"></head><body bgcolor="#FFFFFF">
<table border="0" width="100%"><tr><td class="pageHeading"><?php echo PROJECT_VERSION, ' on PHP ', PHP_VERSION; ?></td></tr></table>
<table border="0" width="100%" cellspacing="2" cellpadding="2"><tr><td class="columnLeft" width="150" valign="top">
<a href="orders.php"><?php echo BOX_ORDERS; ?></a><br><a href="module_export.php?set="><?php echo BOX_MODULE_EXPORT; ?></a></td><td class="boxCenter" valign="top">
<?php
if (isset($_SESSION['message'])) {
    echo '<p class="messageStackSuccess">' . h($_SESSION['message']) . '</p>';
    unset($_SESSION['message']);
}
