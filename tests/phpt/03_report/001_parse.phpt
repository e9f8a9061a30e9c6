--TEST--
Report::parse: results, counters, plain and gzip
--SKIPIF--
<?php if (!extension_loaded("statussync")) die("skip statussync is not loaded"); ?>
--FILE--
<?php
$xml = '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope><Header><DocumentVersion>1.02</DocumentVersion></Header>'
    . '<MessageType>ProcessingReport</MessageType><Message><MessageID>1</MessageID><ProcessingReport>'
    . '<DocumentTransactionID>50000</DocumentTransactionID><StatusCode>Complete</StatusCode><ProcessingSummary>'
    . '<MessagesProcessed>3</MessagesProcessed><MessagesSuccessful>2</MessagesSuccessful><MessagesWithError>1</MessagesWithError>'
    . '<MessagesWithWarning>0</MessagesWithWarning></ProcessingSummary><Result><MessageID>2</MessageID><ResultCode>Error</ResultCode>'
    . '<ResultMessageCode>18028</ResultMessageCode><ResultDescription>Not &lt;found&gt;</ResultDescription><AdditionalInfo>'
    . '<AmazonOrderID>303-1234567-1234567</AmazonOrderID></AdditionalInfo></Result></ProcessingReport></Message></AmazonEnvelope>';
$report = StatusSync\Report::parse($xml);
echo json_encode($report), "\n";
if (function_exists('gzencode')) {
    var_dump(StatusSync\Report::parse(gzencode($xml)) === $report);
} else {
    var_dump(true);
}
?>
--EXPECT--
{"status":"Complete","processed":3,"successful":2,"errors":1,"warnings":0,"results":[{"message":"2","severity":"Error","code":"18028","text":"Not <found>","order":"303-1234567-1234567","item":null,"sku":null}]}
bool(true)
