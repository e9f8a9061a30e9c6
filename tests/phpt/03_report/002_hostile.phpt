--TEST--
Hostile reports are refused; PHP's own error handler never runs inside the parser
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
set_error_handler(function ($n, $text) { echo "handler: $text\n"; return true; });
libxml_use_internal_errors(true);
$bad = [
    '', 'text', '{"errors":[]}', '<html><body>Sorry</body></html>', '<AmazonEnvelope>',
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><AmazonEnvelope>&a;</AmazonEnvelope>',
    '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><AmazonEnvelope/>',
    "<AmazonEnvelope>\xff</AmazonEnvelope>", "\x1f\x8b\x08\x00broken", str_repeat('<a>', 500),
    '<?xml version="1.0" encoding="UTF-7"?><AmazonEnvelope/>',
];
foreach ($bad as $bytes) {
    try {
        StatusSync\Report::parse($bytes);
        echo "taken\n";
    } catch (StatusSync\InputException $e) {
        echo "refused\n";
    }
}
var_dump(count(libxml_get_errors()));
?>
--EXPECT--
refused
refused
refused
refused
refused
refused
refused
refused
refused
refused
refused
int(0)
