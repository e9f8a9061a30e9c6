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
}
