--TEST--
A report that names another order, belongs to another feed or counts nothing refuses nothing: the order is read and goes again
--SKIPIF--
<?php
if (!extension_loaded("statussync")) die("skip statussync is not loaded");
if (!is_executable(getenv("STATUSSYNC_ROOT") . "/tests/amazon/serve") || trim((string) shell_exec("command -v node")) === "") die("skip no simulated Amazon");
?>
--FILE--
<?php
require __DIR__ . '/../lib/sim.php';
foreach (['wrong_order', 'another_feed', 'another_feed_refused', 'uncounted_refusal', 'warning_for_all', null] as $lie) {
    $world = Sim::world(1);
    // Amazon's feed refuses it once; only a report about this very order in this very feed may say so
    // (in those about the whole feed, Amazon took it: the read shows it, and nothing is sent again)
    $whole = in_array($lie, ['another_feed_refused', 'uncounted_refusal', 'warning_for_all'], true);
    $world['orders'][0]['refuse_codes'] = $whole ? [] : [['code' => '18028', 'via' => 'feed', 'times' => 1]];
    $sim = new Sim($world, $lie === null ? [] : [['op' => 'createFeed', 'call' => 1, 'lie' => $lie]]);
    $store = new MemoryStore();
    $store->add('eu');
    $shop = new MemoryShop();
    $shop->add('101', Sim::number(1), 3, Sim::NOW - 3600, '00340434161234567891');
    $sim->run($store, $shop, ['wait' => 3600]);
    echo json_encode($lie), ' ', json_encode($store->shown('messages', 'state', 'reason')), json_encode($sim->effects()),
        count($sim->calls('createFeed', 'confirmShipment')), json_encode($sim->violations()), "\n";
}
?>
--EXPECT--
"wrong_order" [{"state":"accepted","reason":null}]["ship 301-0000000-0000001 express"]2[]
"another_feed" [{"state":"accepted","reason":null}]["ship 301-0000000-0000001 express"]2[]
"another_feed_refused" [{"state":"verified","reason":null}]["ship 301-0000000-0000001 feed"]1[]
"uncounted_refusal" [{"state":"verified","reason":null}]["ship 301-0000000-0000001 feed"]1[]
"warning_for_all" [{"state":"verified","reason":null}]["ship 301-0000000-0000001 feed"]1[]
null [{"state":"rejected","reason":"rejected"}][]1[]
