<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** The first day with the documentation alone: what is missing is said at each command, with its mend. */
final class FirstDayTest extends SceneCase
{
    private const NO_SHIP = ['ship' => [], 'cancel' => []];

    public function testReleaseCountsWhatItReleases(): void
    {
        $scene = $this->shopWithOrders(3);
        $scene->run(['--wait', '900']);
        $release = $scene->must(['release', 'de']);
        self::assertStringContainsString('3 shipments, 0 cancels released', $release->out);
        self::assertStringContainsString('nothing waits for it', $scene->must(['release', 'de'])->out, 'once is enough');
        $scene->settle(2);
        self::assertCount(3, $scene->effects());
    }

    public function testReleaseSaysThatCancelsAreReleasedOneByOne(): void
    {
        $scene = $this->shopWithOrders(1);
        $scene->status($scene->sell(), Scene::CANCELLED);
        $scene->advance(7200);
        $scene->run(['--wait', '900']);
        $scene->advance(7200);
        $scene->run(['--wait', '900']);
        $release = $scene->must(['release', 'de']);
        self::assertStringContainsString('1 shipment, 0 cancels released', $release->out, (string) $release);
        self::assertStringContainsString('send ORDER', $release->out, (string) $release);
    }

    public function testReleaseIsRefusedBeforeAnythingWasRead(): void
    {
        $scene = $this->shopWithOrders(1);
        self::assertRefused('"run" first', $scene, ['release', 'de']);
        $scene->faults(['op' => '*', 'call' => 'every', 'what' => 'status', 'status' => 503]);
        $scene->run();
        self::assertRefused('1 order was not read at Amazon yet', $scene, ['release', 'de']);
        $scene->faults();
        $scene->advance(3600);
        $scene->run(['--wait', '900']);
        $scene->must(['release', 'de']);
    }

    public function testReleaseIsRefusedWhileTheCredentialsNeverWorked(): void
    {
        $scene = $this->shopWithOrders(1);
        $seller = Scene::ACCOUNTS['de']['seller'];
        $scene->amazon->post('world', ['accounts' => [['seller' => $seller, 'revoked' => true]]]);
        $scene->run();
        self::assertRefused('account test de', $scene, ['release', 'de']);

        $empty = $this->bare()->setUp();
        $empty->must(['activate', 'de', '--from', gmdate('Y-m-d', $empty->now())]);
        $empty->amazon->post('world', ['accounts' => [['seller' => $seller, 'revoked' => true]]]);
        $empty->run();
        self::assertRefused('account test de', $empty, ['release', 'de']);
        self::assertSame('preview', $empty->account()['mode'], 'nothing was released');
    }

    public function testReleaseIsRefusedWithoutCredentials(): void
    {
        $scene = $this->bare();
        $account = Scene::ACCOUNTS['de'];
        $scene->must(['account', 'add', 'de', '--name', 'N', '--region', 'eu', '--seller', $account['seller'], '--client-id',
            'c', '--marketplaces', 'A1PA6795UKMFR9']);
        $scene->settings([]);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now())]);
        self::assertRefused('account set de', $scene, ['release', 'de']);
    }

    public function testWithoutAShipStatusEachCommandSaysSo(): void
    {
        $scene = $this->bare(['settings' => self::NO_SHIP])->setUp();
        $scene->ship($scene->sell());
        self::assertStringContainsString('no status of the shop means "shipped"', $scene->must(['status'])->out, 'still being set up');
        $activate = $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 864000)]);
        self::assertStringContainsString('"settings import', $activate->out . $activate->err, (string) $activate);
        $run = $scene->cli(['run', '--wait', '900']);
        $preview = $scene->cli(['preview']);
        $status = $scene->cli(['status']);
        foreach (['run' => $run, 'status' => $status, 'preview' => $preview] as $name => $answer) {
            self::assertStringContainsString('no status of the shop means "shipped"', $answer->out, $name);
            self::assertStringContainsString('"settings import --account de"', $answer->out, $name);
        }
        self::assertSame([1, 1], [$run->code, $status->code], 'a person is needed');
        self::assertStringContainsString('no status means shipped or cancelled yet', $scene->cli(['doctor'])->out);
        self::assertRefused('{"ship": [{"status": NUMBER}]}', $scene, ['release', 'de']);
        $scene->settings([]);
        $scene->run(['--wait', '900']);
        self::assertStringContainsString('1 shipment, 0 cancels', $scene->must(['release', 'de'])->out);
        self::assertStringNotContainsString('no status of the shop', $scene->cli(['status'])->out);
    }

    public function testWithoutAmazonNumbersTheFourSourcesAreNamed(): void
    {
        $scene = $this->bare()->setUp();
        $scene->ship($scene->sell(['link' => false]));
        $empty = $scene->must(['preview']);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 864000)]);
        $run = $scene->must(['run', '--wait', '900']);
        $answers = ['preview before' => $empty, 'run' => $run, 'preview' => $scene->must(['preview']),
            'status' => $scene->must(['status'])];
        foreach ($answers as $name => $answer) {
            foreach (['link ORDER NUMBER', 'magnalister_orders', '"source": "match"', '"text": true'] as $source) {
                self::assertStringContainsString($source, $answer->out, "$name: $answer");
            }
        }
        self::assertStringContainsString('"link ORDER NUMBER"', $scene->cli(['doctor'])->out);
        $scene->ship($scene->sell());
        $scene->run(['--wait', '900']);
        self::assertStringNotContainsString('magnalister_orders', $scene->must(['status'])->out, 'now there is one');
    }

    public function testAnotherStartOfAWorkingAccountAsksForNoRelease(): void
    {
        $scene = $this->scene();
        $said = $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 86400)])->out;
        self::assertStringContainsString('it is released already', $said);
        self::assertStringNotContainsString('"preview"', $said);
        $new = $this->bare()->setUp()->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now())])->out;
        self::assertStringContainsString('look at "preview", then "release"', $new);
    }

    public function testAnotherStartSaysWhyTheNextRunSendsNothing(): void
    {
        $scene = $this->scene();
        $row = $scene->shop->sql("SELECT state FROM statussync_account WHERE id = 'de'")[0];
        $now = $scene->now();
        $cases = [
            [['stopped' => 'brake', 'stopped_text' => 'shipments'], 'it is stopped (safety stop); look at "list --state pending", then "release de"'],
            [['stopped' => 'credentials', 'stopped_text' => 'invalid_client'], 'the credentials were refused; "account test de" tells why'],
            [['mode' => 'rebuild', 'stopped' => 'rebuild', 'rebuild_since' => $now - 3600], 'the database was put back, so Amazon is read first'],
            [['last_success' => $now - 8 * 86400], 'nothing ran for more than 7 days: let "run" read Amazon'],
            [['mode' => 'rebuild', 'stopped' => 'rebuild', 'rebuild_since' => $now - 9 * 3600], 'the next run sends what is due'],
            [['stopped' => 'copy'], 'the next run sends what is due'], // it is bound to this place now
        ];
        foreach ($cases as [$state, $words]) {
            $state += (array) json_decode((string) $row['state'], true);
            $scene->shop->sql("UPDATE statussync_account SET state = ? WHERE id = 'de'", [json_encode($state)]);
            $said = $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $now - 86400)])->out;
            self::assertStringContainsString($words, $said);
            self::assertSame(strpos($words, 'the next run sends') === 0, strpos($said, 'the next run sends') !== false, $said);
        }
        $scene->shop->sql("UPDATE statussync_account SET state = ? WHERE id = 'de'", [$row['state']]);
        $off = $scene->settings(['sync' => 'off'])->must(['activate', 'de', '--from', gmdate('Y-m-d', $now - 86400)])->out;
        self::assertStringNotContainsString('the next run sends', $off);
        self::assertStringContainsString('transmission is off', $off);
    }

    public function testARunBeforeActivationSaysHowItIsSwitchedOn(): void
    {
        $scene = $this->bare()->setUp();
        $scene->ship($scene->sell());
        $run = $scene->must(['run']);
        self::assertStringContainsString('not switched on yet', $run->out);
        self::assertStringContainsString('activate de --from', $run->out);
        self::assertStringNotContainsString('nothing to do', $run->out);
        self::assertStringContainsString('activate de --from', $scene->must(['run', '--json'])->err, 'beside the document');
        self::assertStringContainsString('activate de --from', $scene->must(['status'])->out);
        $preview = $scene->must(['preview']);
        self::assertStringContainsString('activate de --from', $preview->out, (string) $preview);
    }

    public function testEachOrderIsInThePreviewOnce(): void
    {
        $scene = $this->scene();
        $scene->ship($first = $scene->sell());
        $second = $scene->sell();
        $scene->run(['--wait', '60']);
        $scene->ship($second);
        $scene->track($first, 'DHL');
        $orders = array_column($scene->must(['preview', '--json'])->json()['orders'], 'shop_order');
        sort($orders);
        self::assertSame([(string) $first, (string) $second], $orders);
        $table = $scene->must(['preview'])->out;
        self::assertSame(1, substr_count($table, $scene->amazonNumber($second)), $table);
        self::assertStringContainsString("\n2 ship\n", $table, 'and counted once');
    }

    /** @return array<string, array{string}> */
    public static function lanes(): array
    {
        return ['by feed' => ['feed'], 'by confirmShipment' => ['express']];
    }

    /** @dataProvider lanes */
    #[DataProvider('lanes')]
    public function testTheRunThatBringsARefusalNeedsAPerson(string $transport): void
    {
        $scene = $this->scene(['world' => ['tracking_formats' => ['DHL' => '^JJD']],
            'settings' => ['transport' => $transport]]);
        $scene->ship($scene->sell());
        $scene->advance(3600);
        for ($i = 0; $i < 4; $i++) {
            $run = $scene->cli(['run']);
            if (strpos($run->out, 'rejected') !== false) {
                self::assertSame(1, $run->code, (string) $run);
                return;
            }
            $scene->advance(1800);
        }
        self::fail('no run told of the refusal');
    }

    private function shopWithOrders(int $count): Scene
    {
        $scene = $this->bare()->setUp();
        for ($i = 0; $i < $count; $i++) {
            $scene->ship($scene->sell());
        }
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 864000), '--no-pilot']);
        $scene->advance(3600);
        return $scene;
    }

    /** @param list<string> $words */
    private static function assertRefused(string $mend, Scene $scene, array $words): void
    {
        $answer = $scene->cli($words);
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertStringContainsString($mend, $answer->err, (string) $answer);
        self::assertCount(1, $answer->errors(), (string) $answer);
        self::assertSame([], $scene->effects());
    }
}
