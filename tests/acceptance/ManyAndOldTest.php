<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Bulk changes, old orders, several accounts, broken configurations. */
final class ManyAndOldTest extends SceneCase
{
    /** W18: 500 of the newest first, and the oldest wait for the next runs. */
    public function testABulkChangeDoesNotStarveTheOldest(): void
    {
        $scene = $this->scene(['world' => ['rates' => 'off']]);
        $orders = [];
        for ($i = 0; $i < 620; $i++) {
            $orders[] = ['bought' => $scene->now() - 8 * 86400 + $i * 900];
        }
        $ids = self::bulk($scene, $orders);
        $scene->advance(3600);
        $scene->run(['--wait', '3600']);
        self::assertCount(1, $scene->effects($ids[0]), 'the oldest is among the first');
        $scene->run(['--wait', '3600']);
        $scene->settle(1);
        $effects = $scene->effects();
        self::assertCount(620, array_unique(array_column($effects, 'order')), 'all of them have left');
        self::assertCount(620, $effects);
    }

    /** W18: if not all can go at once, those with the nearest ship-by time go first. */
    public function testWhatIsDueFirstGoesFirst(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express']]);
        $now = $scene->now();
        $orders = [];
        for ($i = 0; $i < 25; $i++) {
            // the newest order has the nearest ship-by time, the oldest comes next
            $orders[] = ['bought' => $now - (25 - $i) * 3600, 'amazon' => ['ship_by' => $now + ($i === 24 ? 20000 : 40000 + $i * 600)]];
        }
        $ids = self::bulk($scene, $orders);
        $scene->advance(1800);
        $scene->run(['--wait', '900']);
        $scene->settle(1);
        $order = array_column($scene->effects(), 'order');
        self::assertCount(25, $order);
        // ten leave side by side
        $first = array_slice($order, 0, 10);
        self::assertContains($scene->amazonNumber($ids[24]), $first);
        self::assertContains($scene->amazonNumber($ids[0]), $first);
        self::assertNotContains($scene->amazonNumber($ids[23]), $first);
    }

    /** W19: orders older than 92 days are dropped without a word. */
    public function testAnOldOrderIsTransmitted(): void
    {
        $scene = $this->bare(['days' => 150])->open();
        $order = $scene->sell(['bought' => $scene->now() - 120 * 86400]);
        $scene->settle(1);
        $code = $scene->ship($order);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** W19: what is given up is said: bought before the start, unknown to Amazon, deleted in the shop. */
    public function testWhatIsGivenUpIsSaid(): void
    {
        $scene = $this->scene(['days' => 10]);
        $early = $scene->sell(['bought' => $scene->now() - 11 * 86400]);
        $unknown = $scene->sell(['amazon' => null]);
        $gone = $scene->sell();
        $code = $scene->ship($early);
        $scene->ship($unknown);
        $scene->settle(1);
        $scene->shop->sql('DELETE FROM orders WHERE orders_id = ?', [$gone]);
        $scene->settle(13);
        self::assertSame('not_at_amazon', $scene->order($unknown)['reason']);
        self::assertSame('gone', $scene->order($gone)['reason']);
        $unasked = $scene->cli(['send', (string) $early]);
        self::assertSame(2, $unasked->code);
        self::assertStringContainsString('before the start', $unasked->err);

        // The owner says that it is one of his: then it is known, and it goes when he says so.
        $scene->must(['link', (string) $early, $scene->amazonNumber($early)]);
        $scene->settle(2);
        self::assertSame(0, $scene->cli(['order', (string) $early])->code, 'it is known');
        self::assertSame(['skip', 'before_start', null], self::verdict($scene, $early));
        self::assertSame([], $scene->effects());
        $scene->must(['send', (string) $early]);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $early);
    }

    /** W19: two years after it was bought an order ends, and that is said; until then it goes like any other. */
    public function testTheEndAfterTwoYearsIsSaid(): void
    {
        $scene = $this->scene(['days' => 800]);
        [$past, $within, $ends] = array_map(static function (int $days) use ($scene): int {
            return $scene->sell(['bought' => $scene->now() - $days * 86400]);
        }, [731, 725, 729]);
        $scene->ship($past);
        $code = $scene->ship($within);
        $scene->settle(3);
        self::assertSame(['skip', 'too_old', null], self::verdict($scene, $past));
        self::assertTold(["ship DHL $code"], $scene, $within);
        self::assertSame(['skip', 'not_shipped', null], self::verdict($scene, $ends));

        $scene->settle(14, 2); // a day later nobody has shipped it yet, and then it is too late
        $scene->ship($ends);
        $scene->settle(2);
        self::assertSame(['skip', 'too_old', null], self::verdict($scene, $ends));
        self::assertTold([], $scene, $ends);
        $said = $scene->must(['order', (string) $ends, '--lang', 'en'])->out;
        self::assertStringContainsString('too_old', $said);
    }

    /** W13: one account's bad setting stops every account behind it. */
    public function testOneBadAccountStopsNoOther(): void
    {
        $scene = $this->scene(['accounts' => ['de', 'second']]);
        [$first, $second] = [$scene->sell(['account' => 'de']), $scene->sell(['account' => 'second'])];
        [$firstCode, $secondCode] = [$scene->ship($first), $scene->ship($second)];
        $good = $scene->shop->sql("SELECT document FROM statussync_setting WHERE account = 'de'")[0]['document'];
        $scene->shop->sql("UPDATE statussync_setting SET document = '{\"sync\": \"auto\", broken' WHERE account = 'de'");
        $scene->advance(3600);
        $answer = $scene->cli(['run', '--wait', '900']);
        self::assertSame(1, $answer->code, (string) $answer);
        self::assertMatchesRegularExpression('/account de\b.*settings/i', $answer->err, (string) $answer);
        $scene->cli(['run', '--wait', '1800']);
        self::assertTold(["ship DHL $secondCode"], $scene, $second);
        self::assertTold([], $scene, $first);

        $scene->shop->sql("UPDATE statussync_setting SET document = ? WHERE account = 'de'", [$good]);
        $scene->settle(2);
        self::assertTold(["ship DHL $firstCode"], $scene, $first);
    }

    /** Accounts whose settings read the shop in other ways do not wait for each other to the end. */
    public function testAnAccountThatNeverSettlesLeavesTimeToTheNext(): void
    {
        $scene = $this->scene(['accounts' => ['de', 'second']]);
        $scene->settings(['tracking' => ['source' => 'tracking']], 'second');
        $scene->settle(1);
        [$first, $second] = [$scene->sell(['account' => 'de']), $scene->sell(['account' => 'second'])];
        $scene->ship($first);
        $code = $scene->ship($second);
        $scene->faults(['op' => 'createFeed', 'call' => 1, 'feed_stuck' => 'IN_QUEUE']);
        $scene->advance(7200);
        $begun = $scene->now();
        $scene->run(['--wait', '3600']);
        self::assertTold(["ship DHL $code"], $scene, $second, 'settled in what was left');
        self::assertLessThan($begun + 3600, $scene->effects($second)[0]['at']);
    }

    /** W13: what went wrong is on standard error with --json too. */
    public function testWhatWentWrongIsSaidBesideTheJsonDocument(): void
    {
        $scene = $this->scene();
        $scene->shop->sql("UPDATE statussync_setting SET document = '{broken'");
        $scene->advance(3600);
        $answer = $scene->cli(['run', '--json']);
        self::assertSame(1, $answer->code, (string) $answer);
        self::assertCount(1, $answer->json()['accounts'], 'one document on standard output');
        self::assertCount(1, $answer->errors(), (string) $answer);
        self::assertStringContainsString('account de', $answer->err);
    }

    /** W13: one account's credentials are withdrawn. */
    public function testOneAccountWithoutAccessStopsNoOther(): void
    {
        $scene = $this->scene(['accounts' => ['de', 'second']]);
        [$first, $second] = [$scene->sell(['account' => 'de']), $scene->sell(['account' => 'second'])];
        [$firstCode, $secondCode] = [$scene->ship($first), $scene->ship($second)];
        $seller = Scene::ACCOUNTS['de']['seller'];
        $scene->amazon->post('world', ['accounts' => [['seller' => $seller, 'revoked' => true]]]);
        $scene->settle(3);
        self::assertTold(["ship DHL $secondCode"], $scene, $second);
        self::assertTold([], $scene, $first);
        self::assertSame('credentials', $scene->account('de')['stopped']);
        self::assertNull($scene->account('second')['stopped']);

        $scene->amazon->post('world', ['accounts' => [['seller' => $seller, 'revoked' => false]]]);
        $scene->settle(3);
        self::assertTold(["ship DHL $firstCode"], $scene, $first, 'restored access goes by itself.');
    }

    /** What Amazon does not know is not looked at again, but stays on every list until the owner dealt with it. */
    public function testWhatIsHeldForGoodStaysListedUntilTheOwnerDealsWithIt(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['link' => false]);
        $scene->must(['link', (string) $order, '303-0000001-0000001']);
        $scene->ship($order);
        $scene->settle(3);
        self::assertSame('not_at_amazon', $scene->order($order)['reason']);
        $listed = array_column($scene->must(['list', '--state', 'hold', '--json'])->json()['orders'], 'reason', 'shop_order');
        self::assertSame('not_at_amazon', $listed[$order]);
        self::assertSame(['not_at_amazon' => 1], $scene->account()['held']);
        self::assertStringContainsString('held: 1 not_at_amazon', $scene->cli(['status'])->out);

        $scene->must(['ignore', (string) $order]);
        $scene->settle(1);
        self::assertSame([], (array) $scene->account()['held']);
        self::assertStringContainsString('held: none', $scene->cli(['status'])->out);
    }

    /** @return array<string, mixed> Amazon denies one order, nothing else */
    private static function denial(Scene $scene, string $operation, ?int $order): array
    {
        $one = $order === null ? [] : ['order' => $scene->amazonNumber($order)];
        return ['op' => $operation, 'call' => 'every', 'what' => 'refuse', 'status' => 403, 'code' => 'Unauthorized',
            'message' => 'Access to requested resource is denied.'] + $one;
    }

    /** Amazon denies access to one order: that order says so, every other goes. */
    public function testOneOrderThatAmazonDeniesStopsNoOther(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express']]);
        [$denied, $unread, $good] = [$scene->sell(), $scene->sell(), $scene->sell()];
        $scene->faults(self::denial($scene, 'confirmShipment', $denied), self::denial($scene, 'getOrder', $unread));
        $deniedCode = $scene->ship($denied);
        $scene->status($unread, Scene::CANCELLED);
        $code = $scene->ship($good);
        $scene->settle(2);
        self::assertNull($scene->account()['stopped']);
        self::assertTold(["ship DHL $code"], $scene, $good);
        self::assertSame(['hold', 'access_denied', 'confirmShipment'], self::verdict($scene, $denied));
        self::assertSame(['hold', 'access_denied', 'getOrder'], self::verdict($scene, $unread));
        $later = $scene->sell();
        $laterCode = $scene->ship($later);
        $before = $scene->requests('confirmShipment');
        $scene->settle(6);
        self::assertTold(["ship DHL $laterCode"], $scene, $later);
        self::assertLessThanOrEqual($before + 20, $scene->requests('confirmShipment'), 'about once an hour');
        self::assertNull($scene->account()['stopped'], 'the same order again is no other order');

        $scene->faults();
        $scene->settle(2);
        self::assertTold(["ship DHL $deniedCode"], $scene, $denied, 'access comes back by itself.');
        self::assertTold(['cancel'], $scene, $unread);
    }

    /** Every order is denied: that is the account, and the owner is told. */
    public function testSeveralDeniedOrdersInARowStopTheAccount(): void
    {
        $scene = $this->scene(['settings' => ['transport' => 'express']]);
        $orders = [$scene->sell(), $scene->sell(), $scene->sell(), $scene->sell()];
        $codes = array_map([$scene, 'ship'], $orders);
        $scene->faults(self::denial($scene, 'confirmShipment', null));
        $scene->settle(1);
        self::assertSame([], $scene->effects());
        self::assertSame('credentials', $scene->account()['stopped']);
        self::assertStringContainsString('Unauthorized', $scene->account()['stopped_text']);
        $scene->faults();
        $scene->settle(3);
        self::assertTold(["ship DHL {$codes[0]}"], $scene, $orders[0]);
        self::assertCount(4, $scene->effects());
        self::assertNull($scene->account()['stopped']);
    }

    /** What is no order's business is the account's. */
    public function testADeniedFeedStopsTheAccount(): void
    {
        $scene = $this->scene();
        $scene->ship($scene->sell());
        $scene->faults(self::denial($scene, 'createFeed', null));
        $scene->settle(1);
        self::assertSame('credentials', $scene->account()['stopped']);
        self::assertSame([], $scene->effects());
    }

    /** @return array{string, ?string, ?string} verdict, reason, detail */
    private static function verdict(Scene $scene, int $order): array
    {
        $row = $scene->order($order);
        return [$row['verdict'], $row['reason'], $row['detail']];
    }

    /** Two seller accounts, and nothing in the shop says which one sold it: Amazon does. */
    public function testWithoutASignOfTheAccountTheOneThatKnowsTheOrderSendsIt(): void
    {
        $scene = $this->scene(['accounts' => ['de', 'second']]);
        $orders = [];
        foreach (['de', 'second', 'second'] as $account) {
            $order = $scene->sell(['account' => $account, 'link' => false]);
            $scene->shop->link($order, $scene->amazonNumber($order), '4711'); // a magnalister account that nobody named
            $orders[] = [$account, $order, $scene->ship($order)];
        }
        $scene->settle(3);
        foreach ($orders as [$account, $order, $code]) {
            self::assertTold(["ship DHL $code"], $scene, $order, "$account sold it.");
            self::assertSame([Scene::ACCOUNTS[$account]['seller']], array_unique(array_column($scene->effects($order), 'seller')));
            $documents = $scene->must(['order', (string) $order, '--json'])->json()['orders'];
            $reasons = array_column($documents, 'reason', 'account');
            self::assertSame('other_account', $reasons[$account === 'de' ? 'second' : 'de'], (string) json_encode($documents));
            self::assertSame('verified', array_column($documents, 'state', 'account')[$account]);
        }
        self::assertSame(0, $scene->cli(['status'])->code, 'nothing is left for a person');
    }

    public function testAnOrderThatNoAccountKnowsAsksWhichOne(): void
    {
        $scene = $this->scene(['accounts' => ['de', 'second']]);
        $order = $scene->sell(['amazon' => null, 'link' => false]);
        $scene->shop->link($order, $scene->amazonNumber($order), '4711');
        $scene->ship($order);
        $scene->settle(3);
        self::assertTold([], $scene, $order);
        $documents = $scene->must(['order', (string) $order, '--json'])->json()['orders'];
        self::assertSame(['hold'], array_values(array_unique(array_column($documents, 'verdict'))));
        self::assertSame(['which_account'], array_values(array_unique(array_column($documents, 'reason'))));

        // the owner says which: from then on it is an order like any other of that account
        $scene->must(['account', 'set', 'second', 'magnalister=' . Scene::ACCOUNTS['second']['magnalister'] . ',4711']);
        $later = $scene->sell(['account' => 'second', 'link' => false]);
        $scene->shop->link($later, $scene->amazonNumber($later), '4711');
        $code = $scene->ship($later);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $later);
        self::assertCount(1, $scene->must(['order', (string) $later, '--json'])->json()['orders'], 'the other account has nothing to do with it');
    }

    /** Neither account knows it: a person is told, by every run, until the owner names one; then it is that one's matter alone. */
    public function testAnOrderThatNoAccountKnowsIsCountedUntilAnAccountIsNamed(): void
    {
        $scene = $this->scene(['accounts' => ['de', 'second']]);
        $order = $scene->sell(['amazon' => null, 'link' => false]);
        $number = $scene->amazonNumber($order);
        $scene->shop->link($order, $number, '4711');
        $scene->ship($order);
        $scene->settle(3);
        self::assertSame(1, $scene->cli(['run'])->code, 'it asks for a person');
        $status = $scene->cli(['status', '--json']);
        self::assertSame(1, $status->code);
        self::assertSame([1, 1], array_map(static function (array $account): int {
            return $account['held']['which_account'] ?? 0;
        }, $status->json()['accounts']));

        $scene->must(['link', (string) $order, $number, '--account', 'de'], '', [], [0, 1]);
        $scene->settle(2);
        self::assertSame(['de' => 'not_at_amazon', 'second' => 'other_account'], $this->reasons($scene, $order));
        $held = array_column($scene->cli(['status', '--json'])->json()['accounts'], 'held', 'id');
        self::assertSame([['not_at_amazon' => 1], []], [$held['de'], $held['second']]);
        self::assertTold([], $scene, $order);
    }

    /** An account that was never set up, or is off, asks Amazon nothing: it neither keeps an order open nor hides it. */
    public function testAnAccountThatDoesNotWorkLaysNoClaimToOrders(): void
    {
        $scene = $this->scene();
        $add = ['account', 'add', 'us', '--name', 'US', '--region', 'na', '--marketplaces', 'ATVPDKIKX0DER', '--seller', 'A1OTHERSELLER', '--client-id',
            'amzn1.application-oa2-client.0123456789abcdef'];
        $scene->must($add);
        $order = $scene->sell(['amazon' => null, 'link' => false]);
        $scene->shop->link($order, $scene->amazonNumber($order), '4711');
        $scene->ship($order);
        $scene->settle(3);
        self::assertSame(['de' => 'not_at_amazon'], array_filter($this->reasons($scene, $order)));
        $held = array_column($scene->cli(['status', '--json'])->json()['accounts'], 'held', 'id');
        self::assertSame(['not_at_amazon' => 1], $held['de']);
        $rows = array_values(array_filter($scene->cli(['preview', '--json'])->json()['orders'], static function (array $row) use ($order): bool {
            return $row['shop_order'] === (string) $order;
        }));
        self::assertSame([['de', 'hold']], array_map(static function (array $row): array {
            return [$row['account'], $row['verdict']];
        }, $rows), 'one row, of the account that works');
    }

    /** An account added by mistake can be taken back; one that worked stays with its evidence. */
    public function testAnAccountThatWasAddedByMistakeIsRemovedAndOneThatWorkedStays(): void
    {
        $scene = $this->scene();
        $scene->must(['account', 'add', 'us', '--name', 'US', '--region', 'na', '--marketplaces', 'ATVPDKIKX0DER', '--seller', 'A1OTHERSELLER',
            '--client-id', 'amzn1.application-oa2-client.0123456789abcdef']);
        $scene->must(['settings', 'import', '--account', 'us'], '{"ship": [{"status": 3}]}');
        $scene->must(['account', 'remove', 'us']);
        self::assertSame(['de'], array_column($scene->must(['account', 'list', '--json'])->json()['accounts'], 'id'));
        foreach (['account' => 'id', 'setting' => 'account', 'lease' => 'account', 'bucket' => 'account'] as $table => $column) {
            self::assertSame([], $scene->shop->sql("SELECT 1 FROM statussync_$table WHERE `$column` = 'us'"), $table);
        }
        $worked = $scene->cli(['account', 'remove', 'de']);
        self::assertSame(2, $worked->code);
        self::assertStringContainsString('account set de on=0', $worked->err);
        self::assertSame(2, $scene->cli(['account', 'remove', 'us'])->code, 'there is none any more');
        self::assertSame(['de'], array_column($scene->must(['account', 'list', '--json'])->json()['accounts'], 'id'));
    }

    /** What no account knew is looked at again when an account that might know it begins to work. */
    public function testAnAccountThatIsSwitchedOnLooksForOrdersThatNobodyKnew(): void
    {
        $scene = $this->scene(['accounts' => ['de', 'second']]);
        $scene->must(['account', 'set', 'second', 'on=0']);
        $order = $scene->sell(['account' => 'second', 'link' => false]);
        $scene->shop->link($order, $scene->amazonNumber($order), '4711');
        $code = $scene->ship($order);
        $scene->settle(3);
        self::assertSame('not_at_amazon', $this->reasons($scene, $order)['de']);
        $scene->must(['account', 'set', 'second', 'on=1']);
        $scene->settle(3);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame('other_account', $this->reasons($scene, $order)['de']);
        self::assertSame(0, $scene->cli(['status'])->code, 'nothing is left for a person');
    }

    /** @return array<string, ?string> account => reason */
    private function reasons(Scene $scene, int $order): array
    {
        $reasons = array_column($scene->must(['order', (string) $order, '--json'])->json()['orders'], 'reason', 'account');
        ksort($reasons);
        return $reasons;
    }

    /** W23: errors are fetched only when somebody opens a page, stick for ever, and nothing is sent again. */
    public function testErrorsAreFetchedShownAndVanishWhenMended(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['amazon' => ['refuse_codes' => [['code' => '18028', 'text' => 'Wrong ship date.', 'times' => 1]]]]);
        $code = $scene->ship($order);
        $scene->advance(3600);
        $scene->run(['--wait', '1800']);
        self::assertSame(1, $scene->account()['states']['rejected'] ?? 0);
        self::assertCount(1, $scene->must(['list', '--state', 'rejected', '--json'])->json()['orders']);
        self::assertStringContainsString('Wrong ship date.', $scene->must(['order', (string) $order])->out);

        $scene->must(['retry', '--cause', '18028']);
        $scene->settle(2);
        self::assertTold(["ship DHL $code"], $scene, $order);
        self::assertSame(0, $scene->account()['states']['rejected'] ?? 0);
        self::assertSame('verified', $scene->order($order)['state']);
    }

    /** W24: cron runs with a configuration that nobody checked: the account has no credentials. */
    public function testARunWithoutCredentialsSaysSo(): void
    {
        $scene = $this->bare(['accounts' => ['de', 'second']])->open();
        $order = $scene->sell(['account' => 'second']);
        $code = $scene->ship($order);
        $scene->must(['account', 'add', 'empty', '--name', 'Leer', '--region', 'eu', '--seller', 'A3SCENEEMPTY3', '--client-id',
            'amzn1.application-oa2-client.empty', '--marketplaces', Scene::DE]);
        $scene->settings([], 'empty');
        $scene->must(['activate', 'empty', '--from', gmdate('Y-m-d', $scene->now() - 86400)]);
        $scene->advance(3600);
        $answer = $scene->cli(['run', '--if-due', '--wait', '900']);
        self::assertNotContains($answer->code, [0, 75], (string) $answer);
        self::assertStringContainsString('account empty', $answer->err);
        $scene->cli(['run', '--wait', '1800']);
        self::assertTold(["ship DHL $code"], $scene, $order);
    }

    /** W24: the status of a rule was renamed in the shop: it may mean something else now. */
    public function testARenamedStatusPausesItsRule(): void
    {
        $scene = $this->scene();
        [$order, $cancelled] = [$scene->sell(), $scene->sell()];
        $scene->shop->sql("UPDATE orders_status SET orders_status_name = 'In Prüfung' WHERE orders_status_id = 3");
        $scene->ship($order);
        $scene->status($cancelled, Scene::CANCELLED)->settle(3);
        self::assertTold([], $scene, $order);
        self::assertSame('status_changed_meaning', $scene->order($order)['reason']);
        self::assertTold(['cancel'], $scene, $cancelled, 'the other rule goes on.');

        $scene->shop->sql("UPDATE orders_status SET orders_status_name = 'Versendet' WHERE orders_status_id = 3");
        $scene->settle(2);
        self::assertCount(1, $scene->told($order));
    }

    /** W24: with the synchronisation off, or no status chosen, nothing is sent. */
    public function testSwitchedOffNothingIsSent(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->ship($order);
        $scene->settings(['sync' => 'off'])->settle(2);
        self::assertTold([], $scene, $order);
        $scene->settings(['ship' => [], 'cancel' => []])->settle(2);
        self::assertTold([], $scene, $order);
        $scene->settings([])->settle(2);
        self::assertCount(1, $scene->told($order));
    }

    /**
     * Many orders at once, shipped now.
     *
     * @param list<array<string, mixed>> $orders
     * @return list<int>
     */
    private static function bulk(Scene $scene, array $orders): array
    {
        $ids = [];
        $scene->bulk(static function () use ($scene, $orders, &$ids): void {
            foreach ($orders as $order) {
                $ids[] = $id = $scene->sell($order);
                $scene->ship($id);
            }
        });
        return $ids;
    }
}
