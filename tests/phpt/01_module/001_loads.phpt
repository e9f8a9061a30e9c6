--TEST--
The module loads, tells its version and has its INI entries
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
var_dump(extension_loaded('statussync'), phpversion('statussync'));
foreach (ini_get_all('statussync') as $name => $entry) {
    echo $name, ' ', json_encode($entry['global_value']), ' ', $entry['access'], "\n";
}
var_dump(ini_set('statussync.api_url', 'https://example.com'));
$r = new ReflectionExtension('statussync');
var_dump($r->getFunctions(), array_keys($r->getDependencies()));
?>
--EXPECT--
bool(true)
string(5) "0.1.0"
statussync.api_url "" 4
statussync.ca_file "" 4
statussync.key_file "" 4
statussync.lwa_url "" 4
bool(false)
array(0) {
}
array(5) {
  [0]=>
  string(6) "libxml"
  [1]=>
  string(3) "spl"
  [2]=>
  string(4) "hash"
  [3]=>
  string(4) "json"
  [4]=>
  string(4) "curl"
}
