<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** What somebody typed nearly right is taken or named exactly; what is said has no gaps, no zeros and nothing twice. */
final class PlainWordsTest extends SceneCase
{
    public function testAStatusInQuotesIsSaidToNeedNone(): void
    {
        $scene = $this->bare()->setUp();
        $import = static function (string $document) use ($scene): string {
            return $scene->must(['settings', 'import'], $document, [], [2])->err;
        };
        self::assertStringContainsString('settings.ship[0].status: a number is expected: 3, without quotes', $import('{"ship": [{"status": "3"}]}'));
        self::assertStringContainsString('settings.open[0]: a number is expected: 1, without quotes', $import('{"open": ["1"]}'));
        self::assertStringContainsString('ship[0].status: a status number of the shop is expected, above 0', $import('{"ship": [{"status": 0}]}'));
    }

    public function testSettingsThatSendNothingSpeakOfNoSending(): void
    {
        $scene = $this->scene();
        $answer = $scene->cli(['settings', 'import', '--account', 'de'], '{}');
        self::assertSame(2, $answer->code);
        self::assertStringContainsString('no status would mean shipped any more', $answer->err);
        self::assertStringNotContainsString('0 shipments', $answer->err);
        $scene->status($scene->sell(), 1);
        $scene->run();
        $answer = $scene->cli(['settings', 'import', '--account', 'de'], (string) json_encode(['ship' => [['status' => 1]], 'open' => [2]] + Scene::SETTINGS));
        self::assertStringContainsString('settings: 1 shipment would go to Amazon because of this change (counted', $answer->err);
    }

    /** Editors put it in front, nobody sees it. */
    public function testAByteOrderMarkIsNoPartOfASecret(): void
    {
        $scene = $this->bare();
        $account = Scene::ACCOUNTS['de'];
        $add = ['account', 'add', 'de', '--name', 'K', '--region', 'eu', '--seller', $account['seller'], '--client-id', $account['client_id'],
            '--marketplaces', Scene::DE];
        $scene->must($add, "\xef\xbb\xbf{$account['client_secret']}\r\n{$account['refresh_token']}\r\n");
        self::assertStringContainsString('ok    account de: credentials: Amazon gave', $scene->must(['account', 'test', 'de'])->out);
    }

    public function testABlankThatWasCopiedAlongIsNoFault(): void
    {
        $scene = $this->scene();
        $order = $scene->sell(['link' => false]);
        $scene->must(['link', "$order ", $scene->amazonNumber($order) . ' ']);
        $scene->run();
        self::assertStringContainsString("Order $order = ", $scene->must(['order', " {$scene->amazonNumber($order)} "])->out);
        $answer = $scene->cli(['link', (string) $order, '303-123']);
        self::assertStringContainsString('link: "303-123" is no Amazon order number', $answer->err);
    }

    /** The other order may be one that no run has seen: magnalister's table knows it. */
    public function testANumberThatTheShopGaveToAnotherOrderIsSaidWhenItIsLinked(): void
    {
        $scene = $this->scene();
        $first = $scene->sell();
        $second = $scene->sell(['link' => false]);
        $answer = $scene->must(['link', (string) $second, $scene->amazonNumber($first)]);
        self::assertStringContainsString("note: {$scene->amazonNumber($first)} is on order $first too", $answer->err);
    }

    public function testTheStatusOfAnOrderIsSaidByItsName(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->shop->insert('orders_total', ['orders_id' => $order, 'value' => 0, 'class' => 'ot_total']);
        $scene->shop->sql('UPDATE `orders_total` SET `value` = 0 WHERE `orders_id` = ' . $order);
        $scene->status($order, 1);
        $scene->settle(1);
        self::assertSame('storno_no_status', $scene->order($order)['reason']);
        $name = $scene->shop->sql('SELECT `orders_status_name` AS n FROM `orders_status` WHERE `orders_status_id` = 1')[0]['n'];
        foreach ([$scene->cli(['status']), $scene->must(['order', (string) $order])] as $answer) {
            self::assertStringContainsString("its status is \"$name\"", $answer->out);
        }
        self::assertSame($name, $scene->order($order)['status']);
    }

    public function testAnAccountBeforeItsActivationHasNoRunAndNoGap(): void
    {
        $scene = $this->bare()->setUp();
        $scene->ship($scene->sell());
        $scene->cli(['run']);
        $scene->cli(['run', '--if-due']);
        $account = $scene->must(['status', '--json'])->json()['accounts'][0];
        self::assertSame(['new', 0, 0], [$account['mode'], $account['last_run'], $account['last_success']]);
        $answer = $scene->must(['status']);
        self::assertStringContainsString('last run: never', $answer->out);
        self::assertDoesNotMatchRegularExpression('/\b(ship|hold|cancel) :/', $answer->out);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 5 * 86400)]);
        $scene->run(['--wait', '900']);
        $out = $scene->must(['status'])->out;
        self::assertStringContainsString('  ship: ', $out);
        self::assertDoesNotMatchRegularExpression('/\b(ship|hold|cancel) :/', $out);
    }

    public function testANoteNamesItsAccountOnce(): void
    {
        $scene = $this->scene();
        $scene->must(['account', 'set', 'de', 'on=0']);
        $answer = $scene->cli(['run', '--account', 'de', '--json']);
        self::assertStringContainsString('note: account de is off', $answer->err);
        self::assertStringNotContainsString('account de: account de', $answer->err);
    }

    /** Amazon said no: that is no longer "never tested". */
    public function testCredentialsThatFailedTheirTestAreSaidToHaveFailed(): void
    {
        $scene = $this->bare();
        $account = Scene::ACCOUNTS['de'];
        $scene->must(['account', 'add', 'de', '--name', 'K', '--region', 'eu', '--seller', $account['seller'], '--client-id', $account['client_id'],
            '--marketplaces', Scene::DE], 'amzn1.oa2-cs.v1.' . str_repeat('a', 64) . "\n{$account['refresh_token']}\n");
        $listed = static function () use ($scene): array {
            return $scene->must(['account', 'list', '--json'])->json()['accounts'][0];
        };
        self::assertSame([true, 0, false], [$listed()['credentials'], $listed()['token_at'], $listed()['refused']]);
        self::assertStringContainsString('never tested', $scene->must(['doctor', '--offline'])->out);
        self::assertSame(1, $scene->cli(['account', 'test', 'de'])->code);
        self::assertTrue($listed()['refused']);
        self::assertStringContainsString('  refused', $scene->must(['account', 'list'])->out);
        foreach ([['doctor'], ['doctor', '--offline'], ['status']] as $words) {
            $out = $scene->cli($words)->out;
            self::assertStringNotContainsString('never tested', $out, implode(' ', $words));
            self::assertStringContainsString($words === ['doctor'] ? 'client id or client secret wrong' : 'client secret wrong or expired', $out);
        }
        $scene->must(['account', 'set', 'de', '--untested'], "{$account['client_secret']}\n{$account['refresh_token']}\n");
        self::assertStringContainsString('never tested', $scene->must(['doctor', '--offline'])->out);
        $scene->must(['account', 'test', 'de']);
        self::assertSame([true, false], [$listed()['token_at'] > 0, $listed()['refused']]);
    }

    public function testAMarketplaceThatIsNotTheSellersHasItsMend(): void
    {
        $scene = $this->scene(['accounts' => ['de']]);
        $scene->must(['account', 'set', 'de', 'marketplaces=A1F83G8C2ARO7P']); // amazon.co.uk, where this seller sells nothing
        foreach ([['account', 'test', 'de'], ['doctor']] as $words) {
            $answer = $scene->cli($words);
            self::assertSame(1, $answer->code);
            self::assertMatchesRegularExpression('/FAIL  account de: orders: .*is not a marketplace of the seller.*"account set de'
                . ' marketplaces=M,M" names those where this seller sells/', $answer->out);
        }
    }

    public function testLookingWhereThereIsNoAccountYetIsNoFault(): void
    {
        $scene = $this->bare();
        foreach (['preview', 'list'] as $command) {
            $answer = $scene->must([$command, '--json']);
            self::assertSame(['orders' => []], $answer->json(), $command);
        }
        self::assertStringContainsString('there is no account yet', $scene->must(['preview'])->out);
    }
}
