<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Brake, pilot, moved shop, pauses, restored backups: each is visible and nothing wrong is sent. */
final class SafetyTest extends SceneCase
{
    public function testTheBrakeStopsAndAsks(): void
    {
        $scene = $this->scene(['settings' => ['brake' => ['shipments' => 5, 'cancels' => 3, 'refused_percent' => 20]]]);
        $scene->bulk(static function () use ($scene): void {
            for ($i = 0; $i < 40; $i++) {
                $scene->ship($scene->sell());
            }
        });
        $scene->settle(2);
        self::assertSame([], $scene->effects(), 'a bulk change by mistake must not reach Amazon');
        self::assertSame('brake', $scene->account()['stopped']);
        self::assertContains(1, $scene->codes('run'));
        self::assertSame(1, $scene->cli(['status'])->code);

        $scene->must(['release', 'de']);
        $scene->settle(3);
        self::assertCount(40, $scene->effects());
        self::assertNull($scene->account()['stopped']);
    }

    public function testTheBrakeStopsCancels(): void
    {
        $scene = $this->scene(['settings' => ['brake' => ['shipments' => 1000, 'cancels' => 3, 'refused_percent' => 20]]]);
        for ($i = 0; $i < 5; $i++) {
            $scene->status($scene->sell(), Scene::CANCELLED);
        }
        $scene->settle(3);
        self::assertSame([], $scene->effects());
        self::assertSame('brake', $scene->account()['stopped']);
    }

    public function testTheBrakeStopsWhenAmazonRefusesTooMany(): void
    {
        $scene = $this->scene(['settings' => ['brake' => ['shipments' => 1000, 'cancels' => 3, 'refused_percent' => 20]]]);
        $refuse = ['amazon' => ['refuse_codes' => [['code' => '18028']]]];
        $scene->bulk(static function () use ($scene, $refuse): void {
            for ($i = 0; $i < 30; $i++) {
                $scene->ship($scene->sell($i % 3 === 0 ? $refuse : []));
            }
        });
        $scene->settle(2);
        self::assertSame('brake', $scene->account()['stopped']);
        $before = count($scene->effects());
        $late = $scene->sell();
        $scene->ship($late);
        $scene->settle(2);
        self::assertCount($before, $scene->effects());
        self::assertNotNull($scene->order($late)['verdict'], 'collecting goes on');
    }

    /** The release of many shipments is none of many cancels. */
    public function testAReleaseLiftsOnlyTheBrakeThatIsShown(): void
    {
        $scene = $this->scene(['settings' => ['brake' => ['shipments' => 4, 'cancels' => 3, 'refused_percent' => 20]]]);
        $orders = array_map([$scene, 'sell'], array_fill(0, 8, []));
        $codes = array_map([$scene, 'ship'], $orders);
        $scene->settle(1);
        self::assertSame(['brake', 'shipments'], [$scene->account()['stopped'], $scene->account()['stopped_text']]);
        $scene->must(['release', 'de']);
        for ($i = 0; $i < 6; $i++) {
            $cancelled[] = $scene->sell();
            $scene->status($cancelled[$i], Scene::CANCELLED);
        }
        $scene->settle(1);
        $scene->settle(1);
        self::assertTold([], $scene, $cancelled[0], 'nobody released a cancel.');
        self::assertSame(['brake', 'cancels'], [$scene->account()['stopped'], $scene->account()['stopped_text']]);
        $scene->must(['release', 'de']);
        $scene->settle(3);
        self::assertTold(["ship DHL {$codes[7]}"], $scene, $orders[7]);
        self::assertTold(['cancel'], $scene, $cancelled[5]);
    }

    /** A stopped account costs nothing every minute, whatever waits; the owner's release is due at once. */
    public function testAStoppedAccountIsNotDueUntilSomethingChanges(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express',
            'brake' => ['shipments' => 1, 'cancels' => 3, 'refused_percent' => 20]]]);
        $orders = [$scene->sell(), $scene->sell(), $scene->sell()];
        array_map([$scene, 'ship'], $orders);
        $scene->settle(1);
        self::assertSame('brake', $scene->account()['stopped']);
        $scene->run();
        $last = $scene->account()['last_run'];
        for ($i = 0; $i < 3; $i++) {
            $scene->advance(60);
            self::assertSame(0, $scene->cli(['run', '--if-due'])->code, 'nothing was due');
        }
        self::assertSame($last, $scene->account()['last_run']);
        $scene->must(['release', 'de']);
        $scene->run(['--if-due']);
        self::assertCount(3, $scene->effects());
    }

    public function testThePilotSendsOneOrderByEachWayFirst(): void
    {
        $scene = $this->scene(['pilot' => true]);
        for ($i = 0; $i < 6; $i++) {
            $scene->ship($scene->sell());
        }
        $scene->advance(3600);
        $scene->run();
        self::assertSame(['express'], array_column($scene->effects(), 'via'));
        $scene->settle(4);
        $ways = array_column($scene->effects(), 'via');
        self::assertSame(['express', 'feed'], array_slice($ways, 0, 2));
        self::assertCount(6, $ways);
        // the first feed holds one order alone
        $feeds = array_count_values(array_filter(array_column($scene->effects(), 'feed')));
        self::assertSame(1, reset($feeds));
    }

    public function testThePilotStopsEverythingIfAmazonDoesNotShowIt(): void
    {
        $scene = $this->scene(['pilot' => true]);
        for ($i = 0; $i < 4; $i++) {
            $scene->ship($scene->sell(['amazon' => ['not_stored' => true]]));
        }
        $scene->settle(15, 4);
        self::assertSame([], $scene->effects());
        self::assertSame('brake', $scene->account()['stopped']);
        self::assertLessThanOrEqual(3, $scene->requests('confirmShipment'), 'the others were not tried');
    }

    /** @return array<string, array{array<string, string>}> */
    public static function copies(): array
    {
        return ['another address' => [['STATUSSYNC_SHOP_URL' => 'https://test.shop.example.org']], 'another database' => [[]],
            'a database of the same name on another host' => [['host' => '']]];
    }

    /**
     * @dataProvider copies
     * @param array<string, string> $env
     */
    #[DataProvider('copies')]
    public function testACopyOfTheShopSendsNothing(array $env): void
    {
        $scene = $this->scene(isset($env['host']) ? ['database' => 'mariadb'] : []);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->advance(3600);
        [$original, $place] = [$scene->env, $scene->dsn];
        if (isset($env['host'])) {
            preg_match('/unix_socket=([^;]+)/', $place, $m);
            symlink($m[1], "{$scene->directory}/other");
            $scene->dsn = str_replace($m[1], "{$scene->directory}/other", $place);
            $env = [];
        } elseif ($env === []) {
            copy("{$scene->directory}/shop.sqlite", "{$scene->directory}/copy.sqlite");
            $scene->dsn = "sqlite:{$scene->directory}/copy.sqlite";
        }
        $scene->env = $env;
        $answer = $scene->cli(['run', '--json', '--wait', '900']);
        self::assertSame(1, $answer->code, (string) $answer);
        self::assertSame('copy', $answer->json()['accounts'][0]['stopped']);
        self::assertSame(1, $scene->cli(['doctor', '--offline'])->code);
        self::assertSame([], $scene->effects());

        [$scene->env, $scene->dsn] = [$original, $place];
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order, 'the original goes on.');
    }

    public function testAShopMovedOnPurposeGoesOn(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->env = ['STATUSSYNC_SHOP_URL' => 'https://new.shop.example.org'];
        $scene->settle(1);
        self::assertTold([], $scene, $order);
        $again = $scene->cli(['activate', 'de', '--from', '2026-01-01']);
        self::assertSame(2, $again->code, 'to activate is not to move');
        self::assertStringContainsString('account move de', $again->err);
        $scene->settle(1);
        self::assertTold([], $scene, $order);
        $scene->must(['account', 'move', 'de']);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    public function testAfterAGapOfTwoDaysShipmentsGoAndCancelsAsk(): void
    {
        $scene = $this->scene();
        [$shipped, $there, $cancelled] = [$scene->sell(), $scene->sell(), $scene->sell()];
        $scene->settle(1);
        $code = $scene->ship($shipped);
        $theirs = $scene->ship($there);
        $scene->status($cancelled, Scene::CANCELLED);
        // meanwhile another program told Amazon of one of them
        $scene->atAmazon($there, ['packages' => [['ref' => '1', 'shipped_at' => $scene->now(), 'carrier' => 'DHL',
            'tracking' => $theirs]]]);
        $scene->advance(2 * 86400)->settle(4);
        self::assertTold(["ship DHL $code"], $scene, $shipped);
        self::assertTold([], $scene, $there, 'Amazon has it already.');
        self::assertTold([], $scene, $cancelled, 'a cancel from before the pause waits.');
        self::assertSame('release_cancel', $scene->order($cancelled)['reason']);
        $scene->must(['send', (string) $cancelled]);
        $scene->settle(2);
        self::assertTold(['cancel'], $scene, $cancelled);
    }

    public function testAfterAGapOfEightDaysEverythingIsShownFirst(): void
    {
        $scene = $this->scene();
        [$shipped, $there] = [$scene->sell(), $scene->sell()];
        $scene->settle(1);
        $code = $scene->ship($shipped);
        $theirs = $scene->ship($there);
        $scene->atAmazon($there, ['packages' => [['ref' => '1', 'shipped_at' => $scene->now(), 'carrier' => 'DHL',
            'tracking' => $theirs]]]);
        $scene->advance(8 * 86400)->settle(3);
        self::assertSame([], $scene->effects());
        self::assertSame('preview', $scene->account()['mode']);
        $preview = array_column($scene->must(['preview', '--json'])->json()['orders'], 'verdict', 'shop_order');
        self::assertSame('ship', $preview[$shipped]);
        self::assertNotSame('ship', $preview[$there] ?? 'done');

        $scene->must(['release', 'de']);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $shipped);
        self::assertTold([], $scene, $there);
    }

    public function testARestoredBackupSendsNothingTwice(): void
    {
        $scene = $this->scene();
        [$before, $after] = [$scene->sell(['units' => [2]]), $scene->sell()];
        $scene->settle(1);
        copy("{$scene->directory}/shop.sqlite", "{$scene->directory}/backup.sqlite");
        $codes = [$scene->ship($before), $scene->ship($after)];
        $scene->settle(2);
        $effects = $scene->effects();
        self::assertCount(2, $effects);
        $references = $this->references($scene);
        self::assertCount(2, array_filter($references), 'read back from Amazon');

        // the shop is put back, and what its people had done since is done again
        foreach (['', '-wal', '-shm', '-journal'] as $suffix) {
            @unlink("{$scene->directory}/shop.sqlite$suffix");
        }
        copy("{$scene->directory}/backup.sqlite", "{$scene->directory}/shop.sqlite");
        $scene->ship($before, 'DHL', $codes[0]);
        $scene->ship($after, 'DHL', $codes[1]);
        $late = $scene->sell();
        $lateCode = $scene->ship($late);
        $noticed = $scene->advance(3600)->now();
        $scene->run(['--wait', '900']);
        self::assertSame('rebuild', $scene->account()['mode']);
        $scene->settle(6);
        self::assertGreaterThanOrEqual($noticed + 8 * 3600, $scene->effects($late)[0]['at'], 'a feed of then may have run so long');
        self::assertTold(["ship DHL {$codes[0]}"], $scene, $before);
        self::assertTold(["ship DHL {$codes[1]}"], $scene, $after);
        self::assertTold(["ship DHL $lateCode"], $scene, $late);
        self::assertSame('active', $scene->account()['mode']);
        self::assertSame($references, array_intersect_key($this->references($scene), $references), 'the packages are the same ones');
    }

    /** @return array<string, ?string> Amazon order => the package's id at Amazon */
    private function references(Scene $scene): array
    {
        $sql = 'SELECT o.amazon_order, p.amazon_ref FROM statussync_parcel p JOIN statussync_order o ON o.id = p.order_id ORDER BY 1';
        return array_column($scene->shop->sql($sql), 'amazon_ref', 'amazon_order');
    }

    /** A backup that is put back during the first preview releases nothing. */
    public function testAPreviewStaysOneAfterARestoredBackup(): void
    {
        $scene = $this->bare()->setUp();
        $order = $scene->sell();
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 5 * 86400), '--no-pilot']);
        $scene->settle(1);
        copy("{$scene->directory}/shop.sqlite", "{$scene->directory}/backup.sqlite");
        $scene->settle(2);
        foreach (['', '-wal', '-shm', '-journal'] as $suffix) {
            @unlink("{$scene->directory}/shop.sqlite$suffix");
        }
        copy("{$scene->directory}/backup.sqlite", "{$scene->directory}/shop.sqlite");
        $code = $scene->ship($order);
        $scene->settle(6);
        self::assertNotSame([], $scene->shop->sql("SELECT 1 FROM statussync_event WHERE what = 'rebuild'"), 'it was noticed');
        self::assertSame('preview', $scene->account()['mode']);
        self::assertSame([], $scene->effects());
        $scene->must(['release', 'de']);
        $scene->settle(4);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** The busiest day counts for cancels as for shipments; a few answers are no share of anything. */
    public function testTheBusiestDayCountsForCancelsAndFewRefusalsStopNothing(): void
    {
        $scene = $this->scene(['settings' => ['brake' => ['shipments' => 1000, 'cancels' => 2, 'refused_percent' => 20]]]);
        $cancel = static function (int $n) use ($scene): void {
            for ($i = 0; $i < $n; $i++) {
                $scene->status($scene->sell(), Scene::CANCELLED);
            }
            $scene->settle(2);
        };
        for ($i = 0; $i < 9; $i++) {
            $scene->ship($scene->sell($i % 3 === 0 ? ['amazon' => ['refuse_codes' => [['code' => '18028']]]] : []));
        }
        $cancel(2);
        self::assertNull($scene->account()['stopped'], 'three of eleven');
        self::assertSame(3, $scene->account()['states']['rejected']);
        $scene->settle(1, 19);
        $cancel(6);
        self::assertNull($scene->account()['stopped'], 'three times the busiest day is usual');
        $scene->settle(1, 19);
        $cancel(19);
        self::assertSame(['brake', 'cancels'], [$scene->account()['stopped'], $scene->account()['stopped_text']]);
        self::assertCount(6 + 2 + 6, $scene->effects());
    }

    /** Until two weeks are known, the number that was released in the preview is the measure, and the floor beside it. */
    public function testWhatThePreviewReleasedIsTheMeasureOfTheFirstDays(): void
    {
        $scene = $this->bare(['settings' => ['brake' => ['shipments' => 4, 'cancels' => 3, 'refused_percent' => 20]]])->setUp();
        $ship = static function (int $n) use ($scene): void {
            for ($i = 0; $i < $n; $i++) {
                $scene->ship($scene->sell());
            }
        };
        $ship(6);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 5 * 86400), '--no-pilot']);
        $scene->settle(1);
        $scene->must(['release', 'de']);
        $scene->settle(1);
        self::assertCount(6, $scene->effects(), 'all that was shown');
        $ship(4);
        $scene->settle(1);
        self::assertNull($scene->account()['stopped']);
        self::assertCount(10, $scene->effects());
        $ship(1);
        $scene->settle(1);
        self::assertSame(['brake', 'shipments'], [$scene->account()['stopped'], $scene->account()['stopped_text']]);
        self::assertCount(10, $scene->effects());
    }

    /** The busiest of the last 30 days is the measure of the safety stop, an older one is not. */
    public function testTheBusiestDayOfThirtyCountsForTheBrake(): void
    {
        $scene = $this->scene(['settings' => ['brake' => ['shipments' => 4, 'cancels' => 3, 'refused_percent' => 20]]]);
        $ship = static function (int $n) use ($scene): void {
            $scene->bulk(static function () use ($scene, $n): void {
                for ($i = 0; $i < $n; $i++) {
                    $scene->ship($scene->sell());
                }
            });
            $scene->settle(2);
        };
        $ship(6);
        self::assertSame('brake', $scene->account()['stopped']);
        $scene->must(['release', 'de']);
        $scene->settle(1);
        self::assertCount(6, $scene->effects());
        $scene->settle(1, 23);
        $ship(18);
        self::assertNull($scene->account()['stopped'], 'three times the busiest day is usual');
        self::assertCount(24, $scene->effects());

        $state = json_decode($scene->shop->sql("SELECT state FROM statussync_account WHERE id = 'de'")[0]['state'], true);
        foreach ($state['days'] as $i => $day) {
            $state['days'][$i]['day'] = $day['day'] - 35;
        }
        $scene->shop->sql("UPDATE statussync_account SET state = ? WHERE id = 'de'", [json_encode($state)]);
        $ship(6);
        self::assertSame('brake', $scene->account()['stopped'], 'what is older than 30 days is no measure');
        self::assertCount(24, $scene->effects());
    }

    /** "Run now" of a page is a normal send, also between two of them. */
    public function testRunNowOfAPageSends(): void
    {
        $scene = $this->scene();
        $scene->settle(1);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->advance(1200);
        $scene->run(['--if-due']);
        $feeds = $scene->requests('createFeed');
        $scene->shop->sql("INSERT INTO statussync_job (account, kind, argument, state, created_at, done_at, answer, version,"
            . " fence) VALUES ('de', 'now', NULL, 'waiting', ?, 0, NULL, 1, 0)", [$scene->now()]);
        $scene->run(['--if-due']);
        self::assertSame($feeds + 1, $scene->requests('createFeed'));
        $scene->settle(1);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** First activation: nothing old is sent unseen. */
    public function testTheFirstActivationSendsNothingBeforeTheRelease(): void
    {
        $scene = $this->bare()->setUp();
        [$old, $new, $there] = [$scene->sell(['bought' => $scene->now() - 20 * 86400]), $scene->sell(), $scene->sell()];
        $scene->ship($old);
        $code = $scene->ship($new);
        $scene->atAmazon($there, ['packages' => [['ref' => '9', 'shipped_at' => $scene->now(), 'carrier' => 'DHL',
            'tracking' => $scene->ship($there)]]]);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 5 * 86400), '--no-pilot']);
        $scene->settle(3);
        self::assertSame([], $scene->effects());
        self::assertGreaterThan(0, $scene->requests('searchOrders') + $scene->requests('getOrder'), 'Amazon is read first');
        self::assertStringContainsString('1 shipment, 0 cancels released', $scene->must(['release', 'de'])->out);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $new);
        self::assertTold([], $scene, $old, 'bought before the start.');
        self::assertTold([], $scene, $there, 'what Amazon has is settled unsent.');
        self::assertSame('done', $scene->order($there)['verdict']);
    }

    /** The release of the preview is for the shipments; each cancel of that time is released by itself. */
    public function testTheReleaseOfTheFirstPreviewReleasesNoCancel(): void
    {
        $scene = $this->bare()->setUp();
        $cancelled = $scene->sell();
        $scene->status($cancelled, Scene::CANCELLED);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 5 * 86400), '--no-pilot']);
        $scene->settle(2);
        $scene->must(['release', 'de']);
        $scene->settle(3);
        self::assertTold([], $scene, $cancelled);
        self::assertSame('release_cancel', $scene->order($cancelled)['reason']);
        $scene->must(['send', (string) $cancelled]);
        $scene->settle(2);
        self::assertTold(['cancel'], $scene, $cancelled);
    }

    /** Credentials that fail meanwhile do not take the brake off. */
    public function testOnlyTheOwnerTakesTheBrakeOff(): void
    {
        $scene = $this->scene(['settings' => ['brake' => ['shipments' => 1, 'cancels' => 3, 'refused_percent' => 20]]]);
        $orders = [$scene->sell(), $scene->sell(), $scene->sell()];
        array_map([$scene, 'ship'], $orders);
        $scene->settle(1);
        self::assertSame('brake', $scene->account()['stopped']);
        $scene->faults(['op' => 'token', 'call' => 'every', 'what' => 'refuse', 'status' => 401, 'code' => 'invalid_client']);
        $scene->settle(1);
        $scene->faults();
        $scene->settle(1);
        self::assertSame('brake', $scene->account()['stopped']);
        self::assertSame([], $scene->effects());
    }

    /** The owner corrects a wrong Amazon number: the shipment goes to the right order. */
    public function testAWrongNumberIsCorrectedByHand(): void
    {
        $scene = $this->scene();
        [$other, $order] = [$scene->sell(), $scene->sell(['link' => false])];
        $wrong = '303-0000001-0000001';
        $scene->must(['link', (string) $order, $wrong]);
        $code = $scene->ship($order);
        $scene->settle(2);
        self::assertSame('not_at_amazon', $scene->order($order)['reason']);
        $scene->must(['link', (string) $order, $scene->amazonNumber($order)]);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertTold([], $scene, $other);
    }

    /** A cancel needs its half hour and a fresh read; a way back is open until then. */
    public function testACancelWaitsAndCanBeTakenBack(): void
    {
        $scene = $this->scene();
        [$kept, $back] = [$scene->sell(), $scene->sell()];
        $scene->status($kept, Scene::CANCELLED);
        $scene->status($back, Scene::CANCELLED);
        $scene->advance(600);
        $scene->run(['--wait', '60']);
        self::assertSame([], $scene->effects());
        $scene->status($back, Scene::WORK)->settle(2);
        self::assertTold(['cancel'], $scene, $kept);
        self::assertTold([], $scene, $back);
    }
}
