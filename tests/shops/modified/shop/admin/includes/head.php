<?php header('Content-Type: text/html; charset=' . $_SESSION['language_charset']); ?>
<!doctype html>
<html lang="<?php echo $_SESSION['language_code']; ?>">
<head>
<meta charset="<?php echo $_SESSION['language_charset']; ?>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?php echo PROJECT_VERSION; ?></title>
<style>
  a:link,a:visited{color:#000;text-decoration:none} a:hover{text-decoration:underline}
  body{font:12px Verdana,Arial,sans-serif;margin:0;background:#f7f7f7}
  nav{background:#dadada;border-bottom:2px solid #a33a74;padding:6px 10px} nav ul{display:flex;flex-wrap:wrap;gap:12px;margin:0;padding:0;list-style:none}
  .tableBody{width:100%;border-collapse:collapse} .boxCenter{padding:10px;vertical-align:top}
  .pageHeading{font-size:18px} .heading{font-weight:bold;padding:2px}
  .table,.tableConfig,.tableBoxCenter{width:100%;border:1px solid #a3a3a3;background:#f3f3f3;margin-bottom:16px}
  .dataTableHeadingRow{background:#ccc} a.button,input.button,button{background:#444;color:#ddd;border:0;border-radius:3px;padding:7px 12px;text-decoration:none;display:inline-block}
  a.button:hover,input.button:hover,button:hover{color:#fff} input[type=text],input[type=password],input[type=date],input[type=email]{width:100%;box-sizing:border-box}
  .success_message{background:#d8ecc6;border:1px solid #6a9f3b;padding:8px;margin:6px} .error_message,.warning_message{background:#fbd9d9;border:1px solid #c33;padding:8px;margin:6px}
</style>
<?php
foreach (['css', 'javascript'] as $hook) {
    foreach (auto_include(DIR_FS_ADMIN . "includes/extra/$hook/", 'php') as $file) {
        require $file;
    }
}
