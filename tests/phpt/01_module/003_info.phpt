--TEST--
phpinfo names the libraries and shows no secret
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--ENV--
STATUSSYNC_CLIENT_SECRET=HIDDEN-1
STATUSSYNC_REFRESH_TOKEN=HIDDEN-2
STATUSSYNC_DB_PASSWORD=HIDDEN-3
--FILE--
<?php
$account = new StatusSync\Account(['id' => 'eu', 'seller' => 'A1', 'region' => 'eu', 'client_id' => 'c',
    'client_secret' => 'HIDDEN-4', 'refresh_token' => 'HIDDEN-5']);
$client = new StatusSync\Client($account);
ob_start();
phpinfo(INFO_GENERAL | INFO_CONFIGURATION | INFO_MODULES);
(new ReflectionExtension('statussync'))->info();
$text = ob_get_clean();
foreach (['Status Sync for Amazon => enabled', 'libcurl => ', 'TLS => ', 'Carrier table => ', 'statussync.key_file'] as $line) {
    echo $line, ': ', strpos($text, $line) !== false ? 'yes' : 'no', "\n";
}
echo getenv('STATUSSYNC_DB_PASSWORD'), ': ', strpos($text, 'HIDDEN') !== false ? 'shown' : 'not shown', "\n";
?>
--EXPECT--
Status Sync for Amazon => enabled: yes
libcurl => : yes
TLS => : yes
Carrier table => : yes
statussync.key_file: yes
HIDDEN-3: not shown
