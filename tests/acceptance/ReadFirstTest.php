<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** After a long pause, and with rows of ours missing, Amazon is read before anything is sent. */
final class ReadFirstTest extends SceneCase
{
    private const THEIRS = '00340434161094041234';
    private const MENDED = '00340434161094049999';

    /** @return list<array{0: string, 1: int, 2: string}> requests since then: operation, time, address */
    private static function requestsSince(Scene $scene, int $since): array
    {
        $out = [];
        foreach ($scene->amazon->get('requests')['last'] as $request) {
            if ($request['at'] >= $since) {
                $out[] = [(string) $request['op'], (int) $request['at'], (string) ($request['path'] ?? '')];
            }
        }
        return $out;
    }

    /** Nothing was sent since then, and Amazon was asked for orders. */
    private static function assertOnlyRead(Scene $scene, int $since): void
    {
        $ops = array_unique(array_column(self::requestsSince($scene, $since), 0));
        self::assertSame([], array_intersect($ops, ['createFeedDocument', 'createFeed', 'confirmShipment']));
        self::assertNotSame([], array_intersect($ops, ['searchOrders', 'getOrder']));
    }

    /** @return array<string, array{string}> */
    public static function pauses(): array
    {
        return ['nothing ran for three weeks' => ['silence'], 'access was dead for three weeks' => ['access']];
    }

    /**
     * Read Amazon first; what it has is settled unsent; the rest is a preview that the owner releases, cancels one by one.
     *
     * @dataProvider pauses
     */
    #[DataProvider('pauses')]
    public function testAfterThreeWeeksAmazonIsReadFirstAndTheRestIsAPreview(string $pause): void
    {
        $scene = $this->scene(['days' => 40]);
        [$shipped, $there, $theirs] = [$scene->sell(), $scene->sell(), $scene->sell()];
        $cancelled = [$scene->sell(), $scene->sell()];
        $scene->settle(1);
        $codes = array_map([$scene, 'ship'], [$shipped, $there, $theirs]);
        foreach ($cancelled as $order) {
            $scene->status($order, Scene::CANCELLED);
        }
        foreach ([$there => $codes[1], $theirs => self::THEIRS] as $order => $code) {
            $scene->atAmazon($order, ['packages' => [['ref' => '9', 'shipped_at' => $scene->now(), 'carrier' => 'DHL',
                'tracking' => $code]]]);
        }
        $access = static function (bool $dead) use ($scene): void {
            $scene->amazon->post('world', ['accounts' => [['seller' => Scene::ACCOUNTS['de']['seller'], 'revoked' => $dead]]]);
        };
        $access($pause === 'access');
        for ($day = 0; $day < 21; $day++) {
            $scene->advance(86400);
            $pause === 'access' && $scene->run();
        }
        $access(false);
        $scene->amazon->post('advance', ['seconds' => 7200]);
        $back = $scene->now();
        $scene->run(['--wait', '1800']);

        // read first, and nothing sent
        self::assertSame('preview', $scene->account()['mode']);
        self::assertSame([], $scene->effects());
        self::assertOnlyRead($scene, $back);
        // what Amazon has is settled unsent
        self::assertSame('done', $scene->order($there)['verdict']);
        self::assertSame([], array_filter(array_column($scene->order($there)['messages'], 'sent_at')));
        self::assertSame(['conflict', 'already_shipped'], self::verdict($scene, $theirs));
        // the rest is shown
        $preview = array_column($scene->must(['preview', '--json'])->json()['orders'], null, 'shop_order');
        self::assertSame('ship', $preview[$shipped]['verdict']);
        self::assertSame('done', $preview[$there]['verdict'] ?? 'done');
        foreach ($cancelled as $order) {
            self::assertSame(['hold', 'release_cancel'], [$preview[$order]['verdict'], $preview[$order]['reason']]);
        }
        self::assertStringContainsString('release de', $scene->cli(['status'])->out);

        // however many runs come, and whatever is shipped meanwhile, the owner releases
        $later = $scene->sell();
        $codes[] = $scene->ship($later);
        $scene->shop->pdo()->exec("UPDATE orders_tracking SET parcel_id = '" . self::MENDED . "' WHERE orders_id = $there");
        $scene->settle(2);
        $scene->status($there, Scene::SHIPPED)->settle(1); // it is decided afresh
        self::assertSame([], $scene->effects());
        $release = $scene->must(['release', 'de'])->out;
        self::assertStringContainsString('3 shipments, 0 cancels released', $release);
        self::assertStringContainsString('2 cancels wait: each is released by itself (send ORDER)', $release);
        $scene->settle(3);
        self::assertSame('active', $scene->account()['mode']);
        self::assertTold(["ship DHL {$codes[0]}"], $scene, $shipped);
        self::assertTold(["ship DHL {$codes[3]}"], $scene, $later);
        self::assertTold(['edit_package DHL ' . self::MENDED], $scene, $there, 'the shop has mended its number meanwhile');
        self::assertTold([], $scene, $theirs);

        // cancels one by one
        self::assertTold([], $scene, $cancelled[0]);
        $scene->must(['send', (string) $cancelled[0]]);
        $scene->settle(2);
        self::assertTold(['cancel'], $scene, $cancelled[0]);
        self::assertTold([], $scene, $cancelled[1]);
        self::assertSame(['hold', 'release_cancel'], self::verdict($scene, $cancelled[1]));
        $scene->status($cancelled[1], Scene::WORK)->settle(1);
        self::assertSame('not_shipped', $scene->order($cancelled[1])['reason'], 'or taken back');
        self::assertCount(4, $scene->effects());
    }

    /** @return array{string, ?string} */
    private static function verdict(Scene $scene, int $order): array
    {
        $row = $scene->order($order);
        return [$row['verdict'], $row['reason']];
    }

    /**
     * Message or feed rows are missing: nothing is sent for eight hours, then each order is read before it is sent, and
     * packages with equal numbers give their ids back.
     *
     * @dataProvider tables
     * @param list<string> $tables
     */
    #[DataProvider('tables')]
    public function testWithRowsMissingAmazonIsReadFirst(array $tables): void
    {
        $scene = $this->scene();
        [$verified, $underWay] = [$scene->sell(['units' => [2]]), $scene->sell()];
        $codes = [$scene->ship($verified)];
        $scene->settle(2);
        $reference = $scene->order($verified)['parcels'][0]['amazon_ref'];
        self::assertNotNull($reference, 'read back from Amazon');
        $codes[] = $scene->ship($underWay);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'queue' => 5 * 3600, 'process' => 600]);
        $scene->advance(7200)->run();
        self::assertSame(2, $scene->requests('createFeed'));
        foreach ($tables as $table) {
            $scene->shop->pdo()->exec("DELETE FROM statussync_$table");
        }
        $scene->track($underWay); // it is decided afresh
        $new = $scene->sell();
        $codes[] = $scene->ship($new);
        $since = $scene->advance(1800)->now();
        $scene->run();
        self::assertSame(['rebuild', 'rebuild'], [$scene->account()['mode'], $scene->account()['stopped']]);
        self::assertSame(1, $scene->cli(['status'])->code, 'said');
        for ($hour = 1; $hour < 8; $hour++) {
            $scene->advance(3600)->run();
            self::assertSame('rebuild', $scene->account()['mode']);
        }
        self::assertOnlyRead($scene, $since);
        self::assertTold(["ship DHL {$codes[1]}"], $scene, $underWay, 'the feed has ended meanwhile');

        $ends = $scene->advance(3600)->now();
        self::assertSame($since + 8 * 3600, $ends);
        $scene->run(['--wait', '1800']);
        self::assertNull($scene->account()['stopped']);
        $scene->settle(2);
        self::assertSame('active', $scene->account()['mode']);
        self::assertTold(["ship DHL {$codes[0]}"], $scene, $verified);
        self::assertTold(["ship DHL {$codes[2]}"], $scene, $new);
        self::assertReadBefore($scene, $new, $ends);
        self::assertNotContains("ship DHL {$codes[1]}", array_slice($scene->told($underWay), 1), 'nothing twice');
        self::assertSame($reference, $scene->order($verified)['parcels'][0]['amazon_ref'] ?? null);

        // a number that changes later is a correction of that very package, although no message tells of it any more
        $scene->shop->pdo()->exec("UPDATE orders_tracking SET parcel_id = '" . self::MENDED . "' WHERE orders_id = $verified");
        $scene->settle(3);
        self::assertTold(["ship DHL {$codes[0]}", 'edit_package DHL ' . self::MENDED], $scene, $verified);
        self::assertSame([$reference], array_values(array_unique(array_column($scene->effects($verified), 'ref'))));
        self::assertSame('verified', $scene->order($verified)['state']);
    }

    /** Between then and its shipment the order was read. */
    private static function assertReadBefore(Scene $scene, int $order, int $since): void
    {
        $at = $scene->effects($order)[0]['at'];
        $reads = array_filter($scene->order($order)['events'], static function (array $event) use ($since, $at): bool {
            return in_array($event['what'], ['searchOrders', 'getOrder'], true) && $event['at'] >= $since && $event['at'] <= $at
                && $event['http'] === 200;
        });
        self::assertNotSame([], $reads, 'it was not read: ' . json_encode($scene->order($order)['events']));
    }

    /** @return array<string, array{list<string>}> */
    public static function tables(): array
    {
        return ['messages' => [['message']], 'feeds' => [['feed']], 'messages, feeds and parcels' => [['message', 'feed', 'parcel']]];
    }

    /** Results can be fetched for 28 days; after that the order is read. */
    public function testAResultThatIsGoneAtAmazonIsReadAtTheOrder(): void
    {
        $scene = $this->scene(['days' => 40]);
        [$stored, $lost] = [$scene->sell(), $scene->sell()];
        $code = $scene->ship($stored);
        $scene->advance(7200)->run();
        self::assertSame(1, $scene->requests('createFeed'));
        $scene->advance(29 * 86400)->settle(2);
        self::assertLessThanOrEqual(1, $scene->requests('getFeedDocument'));
        self::assertSame('verified', $scene->order($stored)['state']);
        $scene->must(['release', 'de']);
        $code = [$code, $scene->ship($lost)];
        $scene->settle(2);
        self::assertTold(["ship DHL {$code[0]}"], $scene, $stored);
        self::assertTold(["ship DHL {$code[1]}"], $scene, $lost);
    }

    /** A search goes on where it was, with the same parameters; a token that is nearly a day old begins anew. */
    public function testAnOldTokenOfTheSearchBeginsAnew(): void
    {
        $scene = $this->bare(['settings' => ['limits_share' => 0.05]])->setUp(); // one page at once, one an hour
        $scene->bulk(static function () use ($scene): void {
            for ($i = 0; $i < 350; $i++) {
                $scene->sell();
            }
        });
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 864000), '--no-pilot']);
        $scene->settle(3);
        $first = self::searches($scene, 0);
        self::assertCount(3, $first);
        self::assertSame([1, 1], array_map('count', [array_unique(array_column($first, 'lastUpdatedBefore')), array_unique(array_column(
            $first,
            'lastUpdatedAfter'
        ))]), 'as at the first page');
        self::assertCount(2, array_unique(array_column($first, 'paginationToken')));
        $since = $scene->advance(84600)->now();
        $scene->run();
        [$again] = self::searches($scene, $since);
        self::assertArrayNotHasKey('paginationToken', $again);
        self::assertNotSame($first[0]['lastUpdatedBefore'], $again['lastUpdatedBefore']);
        self::assertSame($first[0]['lastUpdatedAfter'], $again['lastUpdatedAfter'], 'the watermark stayed where it was');
    }

    /** @return list<array<string, string>> their parameters */
    private static function searches(Scene $scene, int $since): array
    {
        $out = [];
        foreach (self::requestsSince($scene, $since) as [$op, , $path]) {
            if ($op === 'searchOrders') {
                parse_str((string) parse_url($path, PHP_URL_QUERY), $query);
                $out[] = $query;
            }
        }
        return $out;
    }

    /** A package that no message of ours tells of has a wrong number; Amazon refuses the shop's first mend and takes the second. */
    public function testARefusedCorrectionOfAPackageThatOthersToldIsMendedInTheShop(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->settle(1);
        $code = $scene->ship($order);
        $scene->atAmazon($order, ['packages' => [['ref' => '9', 'shipped_at' => $scene->now(), 'carrier' => 'DHL', 'tracking' => $code]]]);
        $scene->settle(2);
        self::assertSame(['done', []], [$scene->order($order)['verdict'], $scene->order($order)['messages']]);
        $scene->atAmazon($order, ['refuse_codes' => [['code' => '18028', 'text' => 'No change.', 'op' => 'ship']]]);
        $scene->shop->pdo()->exec("UPDATE orders_tracking SET parcel_id = '" . self::THEIRS . "' WHERE orders_id = $order");
        $scene->status($order, Scene::SHIPPED)->settle(2);
        self::assertTold([], $scene, $order);
        self::assertSame('rejected', $scene->order($order)['messages'][0]['state'], json_encode($scene->order($order)));
        $scene->atAmazon($order, ['refuse_codes' => []]);
        $scene->shop->pdo()->exec("DELETE FROM orders_tracking WHERE orders_id = $order");
        $scene->ship($order, 'DHL', self::MENDED);
        $scene->advance(60)->run(); // seen, but it waits for what may follow
        $scene->settle(3);
        self::assertTold(['edit_package DHL ' . self::MENDED], $scene, $order);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** Amazon refused it, and a person told Amazon in Seller Central; "retry" comes later. */
    public function testWhatAPersonToldAmazonMeanwhileIsNotSentByRetry(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express']]);
        $order = $scene->sell(['units' => [1], 'amazon' => ['refuse_codes' => [['code' => '18181', 'text' => 'format',
            'severity' => 'Error', 'op' => 'ship', 'via' => 'express', 'times' => 1]]]]);
        $scene->settle(1);
        $code = $scene->ship($order);
        $scene->settle(1);
        self::assertSame('rejected', $scene->order($order)['state']);
        $scene->advance(120)->atAmazon($order, ['status' => 'SHIPPED', 'packages' => [['ref' => '77', 'shipped_at' => $scene->now() - 60,
            'carrier' => 'DHL', 'tracking' => $code]]]);
        $asked = $scene->requests('confirmShipment');
        $scene->must(['retry', '--all']);
        $scene->advance(60)->run(['--if-due']);
        $scene->settle(2);
        self::assertSame('verified', $scene->order($order)['state']);
        self::assertSame($asked, $scene->requests('confirmShipment'), 'it was there: nothing is sent');
    }

    /** Amazon took it and shows something else; at "retry" it cannot be read. Under another number it is there by now. */
    public function testAMismatchIsNotSentAgainWhileAmazonCannotBeRead(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express']]);
        $order = $scene->sell(['units' => [2], 'amazon' => ['not_stored' => true, 'ship_by' => $scene->now() + 20 * 86400]]);
        $scene->settle(1);
        $code = $scene->ship($order);
        for ($i = 0; $i < 40 && $scene->order($order)['reason'] !== 'mismatch'; $i++) {
            $scene->settle(1, 4);
        }
        $asked = $scene->requests('confirmShipment');
        $items = $scene->order($order)['parcels'][0]['items'];
        $scene->atAmazon($order, ['not_stored' => false, 'status' => 'SHIPPED', 'packages' => [['ref' => '7000077',
            'shipped_at' => $scene->now() - 60, 'carrier' => 'DHL', 'tracking' => $code, 'items' => $items]]]);
        $dead = ['call' => 'every', 'what' => 'status', 'status' => 503];
        $scene->faults(['op' => 'getOrder'] + $dead, ['op' => 'searchOrders'] + $dead);
        $scene->must(['retry', '--all']);
        for ($i = 0; $i < 3; $i++) {
            $scene->advance(60)->cli(['run', '--if-due']);
        }
        self::assertSame('unknown', $scene->order($order)['state']);
        self::assertSame($asked, $scene->requests('confirmShipment'), 'nothing is sent again unread');
        $scene->faults()->settle(3);
        self::assertSame('verified', $scene->order($order)['state']);
        self::assertSame($asked, $scene->requests('confirmShipment'));
        self::assertSame([], $scene->violations());
    }
}
