--TEST--
phpinfo names the libraries and shows no secret
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
ob_start();
phpinfo(INFO_MODULES);
$text = ob_get_clean();
foreach (['Status Sync for Amazon => enabled', 'libcurl => ', 'TLS => ', 'Carrier table => ', 'statussync.key_file'] as $line) {
    echo $line, ': ', strpos($text, $line) !== false ? 'yes' : 'no', "\n";
}
?>
--EXPECT--
Status Sync for Amazon => enabled: yes
libcurl => : yes
TLS => : yes
Carrier table => : yes
statussync.key_file: yes
