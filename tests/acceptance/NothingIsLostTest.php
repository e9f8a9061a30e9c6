<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Outages, empty replies, rejections, parallel runs: no message is lost, none is doubled. */
final class NothingIsLostTest extends SceneCase
{
    /** @return array<string, array{array<string, mixed>}> */
    public static function outages(): array
    {
        return [
            'the feed request gets no answer' => [['op' => 'createFeed', 'what' => 'drop_before']],
            'the feed request is carried out, its answer is lost' => [['op' => 'createFeed', 'what' => 'drop_after', 'call' => 1]],
            'the feed request is answered 503' => [['op' => 'createFeed', 'what' => 'status', 'status' => 503]],
            'the feed request is answered by a web page' => [['op' => 'createFeed', 'what' => 'html']],
            'the upload breaks off' => [['op' => 'storagePut', 'what' => 'drop_before']],
            'the token service is down' => [['op' => 'token', 'what' => 'status', 'status' => 500]],
            'everything is down' => [['op' => '*', 'what' => 'drop_before']],
            'the report cannot be read' => [['op' => 'storageGet', 'what' => 'truncate']],
            'the state of the feed cannot be asked' => [['op' => 'getFeed', 'what' => 'garbage']],
        ];
    }

    /**
     * W1: an outage marks the order done, and it is never sent.
     *
     * @dataProvider outages
     * @param array<string, mixed> $fault
     */
    #[DataProvider('outages')]
    public function testAnOutageMarksNothingDone(array $fault): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->faults($fault + ['call' => 'every']);
        $scene->settle(2);
        if (!isset($fault['call'])) {
            self::assertContains(
                $scene->order($order)['state'],
                [null, 'pending', 'in_flight', 'unknown'],
                'nothing may be called accepted while Amazon has not said so'
            );
        }
        $scene->faults()->settle(4);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** @return array<string, array{string}> */
    public static function mislabelled(): array
    {
        return ['called gzip, and it is none' => ['labelled_not_gzip'], 'gzip, and not called so' => ['gzip_not_labelled']];
    }

    /**
     * A report is unpacked by its bytes, whatever Amazon calls it: what it says of each order is known, none is asked for instead.
     *
     * @dataProvider mislabelled
     */
    #[DataProvider('mislabelled')]
    public function testAReportIsReadWhateverItIsLabelled(string $how): void
    {
        $scene = $this->scene(['world' => ['report' => ['mislabel' => $how]]]);
        $good = $scene->sell();
        $bad = $scene->sell(['amazon' => ['refuse_codes' => [['code' => '18028', 'text' => 'Größe: the ship date is wrong.']]]]);
        $code = $scene->ship($good);
        $scene->ship($bad);
        $scene->advance(3600);
        $account = $scene->run(['--wait', '1800'])[0];
        self::assertSame([1, 1, 0], [$account['accepted'], $account['rejected'], $account['unknown']]);
        self::assertTold(["ship DHL $code"], $scene, $good);
        self::assertStringContainsString('Größe: the ship date is wrong.', $scene->must(['order', (string) $bad])->out);
    }

    /** @return array<string, array{array<string, mixed>}> */
    public static function emptyReplies(): array
    {
        return [
            'the feed request, 200' => [['op' => 'createFeed', 'what' => 'status', 'status' => 200, 'call' => 1]],
            'the feed request, 202' => [['op' => 'createFeed', 'what' => 'status', 'status' => 202, 'call' => 1]],
            'the feed request, without its id' => [['op' => 'createFeed', 'what' => 'missing_field', 'field' => 'feedId', 'call' => 1]],
            'the report' => [['op' => 'createFeed', 'call' => 1, 'lie' => 'empty_report']],
            'the report, without a summary' => [['op' => 'createFeed', 'call' => 1, 'lie' => 'no_summary']],
            'no report at all' => [['op' => 'createFeed', 'call' => 1, 'lie' => 'no_report']],
            'half of the messages are missing' => [['op' => 'createFeed', 'call' => 1, 'lie' => 'missing_messages']],
        ];
    }

    /**
     * W2: an empty reply counts as success.
     *
     * @dataProvider emptyReplies
     * @param array<string, mixed> $fault
     */
    #[DataProvider('emptyReplies')]
    public function testAnEmptyReplyIsNoSuccess(array $fault): void
    {
        $scene = $this->scene();
        $orders = [$scene->sell(), $scene->sell()];
        $codes = array_map([$scene, 'ship'], $orders);
        $scene->faults($fault);
        $scene->advance(3600);
        $scene->run(['--wait', '1800']);
        foreach ($orders as $order) {
            $state = $scene->order($order)['state'];
            self::assertTrue(
                $scene->effects($order) !== [] || !in_array($state, ['accepted', 'verified'], true),
                "order $order is called $state, but Amazon knows nothing of it"
            );
        }
        $scene->settle(5);
        foreach ($orders as $i => $order) {
            self::assertTold(["ship DHL {$codes[$i]}"], $scene, $order);
            self::assertSame('verified', $scene->order($order)['state']);
        }
    }

    /** The request that got no answer was never carried out; somebody else's feed of hours ago is not taken for it. */
    public function testAFeedOfAnotherTimeIsNotTakenForTheOneWithoutAnAnswer(): void
    {
        $scene = $this->scene();
        $scene->ship($scene->sell());
        $scene->settle();
        $theirs = (string) $scene->shop->sql('SELECT MAX(feed_id) AS id FROM statussync_feed')[0]['id'];
        $scene->shop->sql("UPDATE statussync_feed SET feed_id = '1' WHERE feed_id = ?", [$theirs]);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->faults(['op' => 'createFeed', 'what' => 'drop_before', 'call' => 1]);
        $scene->settle(5);
        self::assertTold(["ship DHL $code"], $scene, $order);
        $taken = $scene->shop->sql('SELECT id FROM statussync_feed WHERE feed_id = ?', [$theirs]);
        self::assertSame([], $taken, 'somebody else\'s feed');
    }

    /** A page whose next token is too long is half a list: no proof that nothing is behind it. */
    public function testAListThatCannotBeReadToItsEndProvesNothing(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $token = str_repeat('t', 5000);
        $page = static function (string $op, array $body): array {
            return ['op' => $op, 'call' => 'every', 'what' => 'status', 'status' => 200, 'body' => json_encode($body),
                'headers' => ['Content-Type' => 'application/json']];
        };
        $order = $scene->sell();
        $code = $scene->ship($order);
        $searched = self::state($scene)['searched_to'];
        $scene->faults(
            $page('searchOrders', ['orders' => [], 'pagination' => ['nextToken' => $token]]),
            $page('getFeeds', ['feeds' => [], 'nextToken' => $token]),
            ['op' => 'createFeed', 'call' => 1, 'what' => 'drop_after']
        );
        $scene->settle(3);
        self::assertSame($searched, self::state($scene)['searched_to'], 'nobody read what lies behind the page');
        self::assertContains(1, $scene->codes('run'));
        $said = $scene->shop->sql("SELECT DISTINCT what FROM statussync_event WHERE code = 'NextTokenTooLong'");
        self::assertEqualsCanonicalizing(['searchOrders', 'getFeeds'], array_column($said, 'what'));
        self::assertSame(1, $scene->requests('createFeed'));

        $scene->faults();
        $scene->settle(4);
        self::assertGreaterThan($searched, self::state($scene)['searched_to']);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** @return array<string, mixed> what the account keeps between runs */
    private static function state(Scene $scene): array
    {
        return json_decode($scene->shop->sql("SELECT state FROM statussync_account WHERE id = 'de'")[0]['state'], true);
    }

    /** W2: the report says success, but the shipment is not there. */
    public function testASuccessThatIsNotToBeSeenIsShown(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->ship($order);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'lie' => 'report_success_but_not_stored']);
        $scene->settle(15, 4);
        $shown = $scene->order($order);
        self::assertTrue(
            $scene->told($order) !== [] || $shown['state'] === 'mismatch',
            "Amazon has nothing, and the order is called {$shown['state']}"
        );
    }

    /** W3: a rejection is dropped and the order marked done. */
    public function testARejectionIsKeptShownAndSentAgainWhenMended(): void
    {
        $scene = $this->scene();
        [$good, $bad] = [$scene->sell(), $scene->sell(['amazon' => ['refuse_codes' => [['code' => '18028',
            'text' => 'The order is locked.']]]])];
        [$goodCode, $badCode] = [$scene->ship($good), $scene->ship($bad)];
        $scene->settle(3);
        self::assertTold(["ship DHL $goodCode"], $scene, $good, 'one bad order must not stop the others.');
        self::assertTold([], $scene, $bad);
        $shown = $scene->order($bad);
        self::assertContains($shown['state'], ['rejected', 'parked']);
        self::assertStringContainsString('The order is locked.', json_encode($shown['events']));
        self::assertStringContainsString('18028', json_encode($shown['events']));
        self::assertContains(1, $scene->codes('run'), 'a person is needed: the run that learns it must say so to cron');

        $scene->atAmazon($bad, ['refuse_codes' => []]);
        $scene->must(['retry', '--all']);
        $scene->settle(3);
        self::assertTold(["ship DHL $badCode"], $scene, $bad);
        self::assertSame('verified', $scene->order($bad)['state']);
    }

    /** W7: going to and fro confirms twice. */
    public function testToAndFroConfirmsOnce(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(2);
        $scene->status($order, Scene::WORK)->settle(2);
        $scene->status($order, Scene::SHIPPED)->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** W7: a cancel after the shipment is sent unseen, and refunds everything. */
    public function testACancelAfterTheShipmentIsNeverSent(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(2);
        $scene->status($order, Scene::CANCELLED)->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('conflict', $scene->order($order)['verdict']);
        self::assertSame('cancel_after_ship', $scene->order($order)['reason']);
    }

    /** W7: shipped in Seller Central meanwhile, cancelled in the shop. */
    public function testACancelIsNotSentWhenAmazonKnowsOfAShipment(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['amazon' => ['changes' => [['at' => $scene->now() + 7000, 'set' => ['packages' => [
            ['ref' => '1', 'shipped_at' => $scene->now(), 'carrier' => 'DHL', 'tracking' => '00340434161094000005']]]]]]]);
        $scene->status($order, Scene::CANCELLED)->settle(3);
        self::assertTold([], $scene, $order);
        self::assertSame('conflict', $scene->order($order)['verdict']);
    }

    /** @return array<string, array{string}> */
    public static function databases(): array
    {
        return ['SQLite' => ['sqlite'], 'MariaDB' => ['mariadb']];
    }

    /**
     * W8: there is no lock; parallel runs send twice.
     *
     * @dataProvider databases
     */
    #[DataProvider('databases')]
    public function testParallelRunsSendOnce(string $database): void
    {
        $scene = $this->scene(['database' => $database]);
        $orders = $codes = [];
        for ($i = 0; $i < 6; $i++) {
            $orders[] = $order = $scene->sell();
            $codes[] = $scene->ship($order);
        }
        $scene->advance(3600);
        $scene->faults(['op' => 'createFeedDocument', 'call' => 'every', 'what' => 'slow', 'seconds' => 2]);
        $runs = [$scene->begin(['run', '--json']), $scene->begin(['run', '--json']), $scene->begin(['run', '--json'])];
        $exits = [];
        foreach ($runs as $run) {
            $exits[] = $run->wait()->code;
        }
        sort($exits);
        self::assertSame([0, 75, 75], $exits, 'one works, the others say that every lease was taken');
        $scene->faults()->settle(2);
        foreach ($orders as $i => $order) {
            self::assertTold(["ship DHL {$codes[$i]}"], $scene, $order);
        }
        self::assertSame(1, $scene->requests('createFeed'));
    }

    /** @return array<string, array{string, string, string}> */
    public static function deaths(): array
    {
        $all = [];
        foreach (['sqlite', 'mariadb'] as $database) {
            foreach (['createFeedDocument', 'storagePut', 'createFeed', 'getFeed'] as $operation) {
                foreach (['before', 'after'] as $when) {
                    if ($database === 'sqlite' || $operation === 'createFeed') {
                        $all["$database, killed $when $operation"] = [$database, $operation, $when];
                    }
                }
            }
        }
        return $all;
    }

    /**
     * W8: killed after Amazon took it, everything is sent again.
     *
     * @dataProvider deaths
     */
    #[DataProvider('deaths')]
    public function testAKilledRunSendsOnce(string $database, string $operation, string $when): void
    {
        $scene = $this->scene(['database' => $database]);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->advance(3600);
        $scene->faults(['op' => $operation, 'call' => 1, 'what' => 'kill_client', 'when' => $when]);
        $run = $scene->begin(['run', '--json', '--wait', '1800']);
        $scene->amazon->post('victim', ['pid' => $run->pid()]);
        self::assertSame(137, $run->wait()->code, 'the fault must have ended the run');
        $scene->faults()->settle(4);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** The table of leases was emptied after a run had been taken over: everything written since was too late, unseen. */
    public function testAnEmptiedTableOfLeasesStopsNothing(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $scene->shop->sql("UPDATE statussync_lease SET owner = 'dead', expires_at = 1, takeover = 0 WHERE account = 'de'");
        $order = $scene->sell();
        $scene->advance(7200)->run();
        $scene->shop->sql('DELETE FROM statussync_lease');
        $code = $scene->ship($order);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** The account's state is not written, and nobody else changed it: a run that ends as if nothing was to do would end so for ever. */
    public function testAStateThatIsNeverWrittenIsAFaultOfTheRun(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $scene->shop->sql('CREATE TRIGGER away BEFORE UPDATE OF state ON statussync_account BEGIN SELECT RAISE(IGNORE); END');
        $scene->ship($scene->sell());
        $run = $scene->advance(7200)->cli(['run']);
        self::assertSame(1, $run->code, (string) $run);
        self::assertStringContainsString('account de: its state cannot be written although nobody else changed it', $run->err);
    }
}
