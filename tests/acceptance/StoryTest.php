<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Provable: "order N" tells what happened to an order, in its owner's words, with Amazon's request ids. */
final class StoryTest extends SceneCase
{
    /** @return list<string> ids of Amazon's answers that had an effect or brought news */
    private static function ids(Scene $scene, array $ops): array
    {
        $ids = [];
        foreach ($scene->amazon->get('requests')['last'] as $request) {
            if (in_array($request['op'], $ops, true) && $request['status'] > 0) {
                $ids[] = $request['requestId'];
            }
        }
        return $ids;
    }

    public function testAnOrderOfAFeedHasEveryRequestOfTheFeed(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $code = $scene->ship($order);
        $scene->settle(4);
        $ids = self::ids($scene, ['createFeedDocument', 'createFeed', 'getFeed', 'getFeedDocument', 'getOrder']);
        self::assertCount(6, $ids, 'read, upload, feed, in progress, done, result');
        $text = $scene->must(['order', (string) $order, '--lang', 'de'])->out;
        self::assertMatchesRegularExpression(
            '/Bestellungen bei Amazon gelesen.*\[Request-ID [0-9a-f-]+\]\n.*steht dort wie gemeldet/',
            $text,
            'the read that showed it'
        );
        $feed = $scene->must(['order', (string) $order, '--json'])->json()['orders'][0]['feeds'][0];
        foreach (array_merge($ids, [$code, $feed['feed_id'], $feed['document_id'], $scene->amazonNumber($order)]) as $word) {
            self::assertStringContainsString((string) $word, $text);
        }
        self::assertMatchesRegularExpression('/Im Shop bestellt.*Im Shop versendet.*Entschieden: als versendet melden.*Meldung vorgemerkt.*'
            . 'geht mit Feed 1 .*an Amazon/s', $text, 'in the order of happening');
        self::assertStringContainsString('an Amazon übergeben', $text);
        self::assertMatchesRegularExpression('/Amazon hat Paket 1 .* angenommen/u', $text);
        self::assertStringContainsString('steht dort wie gemeldet', $text);
        preg_match_all('/^  (\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)  /m', $text, $m, PREG_SET_ORDER);
        $times = array_map(static function (array $at): string {
            return "{$at[3]}-{$at[2]}-{$at[1]} {$at[4]}";
        }, $m);
        $sorted = $times;
        sort($sorted);
        self::assertSame($sorted, $times, "in time order\n$text");
        self::assertGreaterThan(7, count($times), $text);
    }

    /** A feed that hangs is asked for again and again: what brings nothing new fills no table. */
    public function testPollsThatBringNothingNewLeaveNoEvidence(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->ship($order);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'queue' => 3600, 'process' => 5 * 3600]);
        $scene->settle(6);
        self::assertGreaterThan(5, $scene->requests('getFeed'));
        $asked = array_keys(array_column($scene->order($order)['events'], 'what'), 'getFeed', true);
        self::assertCount(2, $asked, 'once in progress, once done');
    }

    /** Many orders are read by pages: each order has the request of the page that showed it, not of the last one. */
    public function testAnOrderHasTheRequestOfThePageThatShowedIt(): void
    {
        $scene = $this->scene();
        $orders = [];
        $scene->bulk(static function () use ($scene, &$orders): void {
            for ($i = 0; $i < 130; $i++) {
                $orders[$i] = $scene->sell(['bought' => $scene->now() - 86400 + $i * 60]);
                $scene->ship($orders[$i]);
            }
        });
        $scene->settle(4);
        $pages = self::ids($scene, ['searchOrders']);
        $shown = [];
        for ($i = 0; $i < 130; $i += 6) {
            $events = $scene->must(['order', (string) $orders[$i], '--json'])->json()['orders'][0]['events'];
            $whats = array_column($events, 'what');
            $verified = array_search('verified', $whats, true);
            self::assertIsInt($verified, implode(' ', $whats));
            $reads = array_keys(array_slice($whats, 0, $verified), 'searchOrders', true);
            self::assertNotSame([], $reads, implode(' ', $whats));
            $shown[$i] = $events[end($reads)]['request_id'];
            self::assertContains($shown[$i], $pages);
        }
        self::assertCount(2, array_unique($shown), 'a hundred on one page, thirty on the other');
    }

    public function testAnUrgentOrderHasTheRequestThatConfirmedIt(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->run();
        $scene->ship($order);
        $scene->must(['send', (string) $order]);
        $scene->settle(2);
        $ids = self::ids($scene, ['confirmShipment', 'getOrder']);
        $text = $scene->must(['order', (string) $order, '--lang', 'en'])->out;
        foreach ($ids as $id) {
            self::assertStringContainsString("[request ID $id]", $text);
        }
        self::assertStringContainsString('By hand: send now.', $text);
        self::assertMatchesRegularExpression('/Parcel 1 \(.*\) confirmed to Amazon individually: OK \(HTTP 204\)/', $text);
    }

    /** @return array<string, array{callable, list<string>}> what happens, and which requests it takes */
    public static function stories(): array
    {
        return [
            'a cancel' => [static function (Scene $scene): int {
                $order = $scene->sell();
                $scene->status($order, Scene::CANCELLED)->settle(3);
                return $order;
            }, ['getOrder', 'createFeedDocument', 'createFeed', 'getFeedDocument']],
            'a correction' => [static function (Scene $scene): int {
                $scene->ship($order = $scene->sell());
                $scene->settle(3);
                $scene->shop->sql("UPDATE orders_tracking SET parcel_id = '00340434161094049999'");
                $scene->settle(2);
                return $order;
            }, ['getOrder', 'createFeed', 'getFeedDocument', 'confirmShipment']],
            'a refusal' => [static function (Scene $scene): int {
                $scene->ship($order = $scene->sell(['amazon' => ['refuse_codes' => [['code' => '18028']],
                    'ship_by' => $scene->now() + 8 * 3600]]));
                $scene->settle(2);
                return $order;
            }, ['getOrder', 'confirmShipment']],
            'an answer that was lost' => [static function (Scene $scene): int {
                $scene->faults(['op' => 'createFeed', 'call' => 1, 'what' => 'drop_after']);
                $scene->ship($order = $scene->sell());
                $scene->settle(3);
                return $order;
            }, ['getFeeds', 'getFeedDocument']],
            'a feed that is cancelled' => [static function (Scene $scene): int {
                $scene->faults(['op' => 'createFeed', 'call' => 1, 'feed_stuck' => 'IN_QUEUE']);
                $scene->ship($order = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 22 * 3600]]));
                $scene->settle(10);
                return $order;
            }, ['createFeed', 'cancelFeed', 'confirmShipment']],
        ];
    }

    /**
     * Whatever happened, each answer that had an effect or brought news is named by its id.
     *
     * @dataProvider stories
     * @param callable $play
     * @param list<string> $operations
     */
    #[DataProvider('stories')]
    public function testEveryRequestIsInTheStory(callable $play, array $operations): void
    {
        $scene = $this->scene();
        $order = $play($scene);
        $text = $scene->must(['order', (string) $order])->out;
        foreach ($operations as $operation) {
            self::assertNotSame([], self::ids($scene, [$operation]), $operation);
        }
        foreach (['createFeedDocument', 'createFeed', 'getFeeds', 'cancelFeed', 'getFeedDocument', 'getOrder', 'confirmShipment'] as $operation) {
            foreach (self::ids($scene, [$operation]) as $id) {
                self::assertStringContainsString($id, $text, $operation);
            }
        }
    }

    public function testTheLanguageIsThatOfTheCall(): void
    {
        $scene = $this->scene()->settings(['notify' => ['email' => null, 'language' => 'de']]);
        $order = $scene->sell();
        $scene->ship($order);
        $scene->settle(1);
        self::assertStringContainsString('What happened:', $scene->must(['order', (string) $order])->out);
        self::assertStringContainsString('Was geschah:', $scene->must(['order', (string) $order, '--lang=de'])->out);
        self::assertSame(2, $scene->cli(['order', (string) $order, '--lang', 'fr'])->code);
    }

    public function testWhatIsHeldIsSaidWithItsReason(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->ship($order, 'Rohrpost');
        $scene->settle(1);
        $document = $scene->must(['order', (string) $order, '--json'])->json()['orders'][0];
        self::assertSame(['hold', 'carrier_unmapped', 'Rohrpost'], [$document['verdict'], $document['reason'], $document['detail']]);
        self::assertSame([], $document['messages']);
        $text = $scene->must(['order', (string) $order, '--lang', 'de'])->out;
        self::assertMatchesRegularExpression('/^  \d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d  Angehalten\. "Rohrpost" kennt Amazon nicht/m', $text);
        $list = $scene->must(['list', '--json'])->json()['orders'][0];
        self::assertSame('Rohrpost', $list['detail']);
        self::assertIsArray($list['notes']);
        self::assertStringContainsString('Rohrpost', $scene->must(['list'])->out);
    }

    public function testStatusSaysWhatWillBeLateAndWhy(): void
    {
        $scene = $this->scene();
        $held = $scene->sell();
        $scene->ship($held, 'Rohrpost');
        $fine = $scene->sell();
        $scene->run(['--wait', '900']);
        $scene->ship($fine);
        $scene->run();
        $text = $scene->must(['status', '--lang', 'de'])->out;
        self::assertMatchesRegularExpression("/^  ! .* $held .*\"Rohrpost\" kennt Amazon nicht/m", $text);
        $deadlines = array_column($scene->account('de')['deadlines'], 'risk', 'shop_order');
        self::assertSame('held', $deadlines[$held]);
        self::assertNull($deadlines[$fine] ?? null, $text);
        $scene->advance(2 * 86400);
        $deadlines = array_column($scene->account('de')['deadlines'], null, 'shop_order');
        foreach ($deadlines as $order => $row) {
            self::assertNotNull($row['risk'], "nothing ran for two days: $order");
            self::assertNotSame('', $row['why']);
        }
    }
}
