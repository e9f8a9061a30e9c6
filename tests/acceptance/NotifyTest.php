<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Mails to the owner: four causes, one a day a cause, "all is well" once, nothing personal. */
final class NotifyTest extends SceneCase
{
    private const TO = 'owner@shop.example';

    /** A scene whose PHP hands its mails to a script that keeps them. */
    private function mailing(array $with = [], string $language = 'de'): Scene
    {
        $scene = $this->scene($with);
        $scene->settings(['notify' => ['email' => self::TO, 'language' => $language]]);
        $this->postOffice($scene, true);
        return $scene;
    }

    /** sendmail_path that keeps each mail as a file, or takes none. */
    private function postOffice(Scene $scene, bool $open): void
    {
        $box = "{$scene->directory}/mails";
        @mkdir($box);
        $send = "{$scene->directory}/sendmail";
        file_put_contents($send, "#!/bin/sh\n" . ($open ? "f=\$(mktemp $box/m.XXXXXX) && cat > \"\$f\"\n" : "cat >/dev/null\nexit 75\n"));
        $php = "{$scene->directory}/php";
        file_put_contents($php, "#!/bin/sh\nexec " . PHP_BINARY . " -d sendmail_path=$send \"\$@\"\n");
        chmod($send, 0755);
        chmod($php, 0755);
        $scene->env['PHP'] = $php;
    }

    /** @return list<array{subject: string, to: string, text: string}> the mails since the last look, oldest first */
    private static function mails(Scene $scene): array
    {
        $files = glob("{$scene->directory}/mails/m.*");
        $mails = [];
        foreach ($files as $file) {
            $mail = str_replace("\r\n", "\n", (string) file_get_contents($file));
            unlink($file);
            [$head, $body] = explode("\n\n", $mail, 2);
            $head = (string) iconv_mime_decode_headers($head, 0, 'UTF-8')['Subject'] . "\n$head";
            preg_match('/^To: (.*)$/m', $head, $to);
            $mails[] = ['subject' => explode("\n", $head)[0], 'to' => $to[1] ?? '', 'text' => quoted_printable_decode($body)];
        }
        return $mails;
    }

    public function testATestMailArrives(): void
    {
        $scene = $this->mailing();
        $answer = $scene->must(['notify', 'test']);
        $mails = self::mails($scene);
        self::assertCount(1, $mails, (string) $answer);
        self::assertSame([self::TO, 'Amazon Bestellstatus: Testmail'], [$mails[0]['to'], $mails[0]['subject']]);
        self::assertStringContainsString('zeigt, dass Nachrichten ankommen', $mails[0]['text']);
        $this->postOffice($scene, false);
        $answer = $scene->cli(['notify', 'test']);
        self::assertSame(1, $answer->code);
        self::assertStringContainsString('sendmail_path', $answer->err);
    }

    public function testWithoutAnAddressItSaysHowToGiveOne(): void
    {
        $answer = $this->scene()->cli(['notify', 'test']);
        self::assertSame(2, $answer->code);
        self::assertStringContainsString('settings import', $answer->err);
    }

    public function testNoMailWhenAllIsWellAndOneAfterTheFirstDay(): void
    {
        $scene = $this->mailing();
        $order = $scene->sell();
        $scene->ship($order);
        $scene->settle(4);
        self::assertSame([], self::mails($scene));
        $scene->settle(10);
        $mails = self::mails($scene);
        self::assertCount(1, $mails);
        self::assertSame('Amazon Bestellstatus: Alles läuft', $mails[0]['subject']);
        self::assertStringContainsString('1 übertragen, 1 geprüft, 0 noch unterwegs', $mails[0]['text']);
        $scene->settle(14);
        self::assertSame([], self::mails($scene), 'then silence');
    }

    public function testAShipByTimeAtRiskIsMailedOnceADay(): void
    {
        $scene = $this->mailing();
        $order = $scene->sell();
        $scene->run(['--wait', '900']);
        $deadline = $scene->order($order)['deadline'];
        $scene->ship($order, 'Bote Erika Meier', 'zu Händen Meier');
        $hours = (int) ceil(($deadline - $scene->now()) / 3600) - 20;
        $scene->settle(max(1, (int) ceil($hours / 2)) + 1);
        $mails = self::mails($scene);
        $risk = array_values(array_filter($mails, static function (array $mail): bool {
            return strpos($mail['subject'], 'Versandfrist in Gefahr') !== false;
        }));
        self::assertCount(1, $risk, json_encode($mails) . $scene->cli(['status'])->out);
        self::assertStringContainsString($scene->amazonNumber($order), $risk[0]['text']);
        self::assertStringContainsString((string) $order, $risk[0]['text']);
        self::assertStringNotContainsString('Meier', $risk[0]['text'], 'what somebody typed is not mailed');
        $scene->settle(2);
        self::assertSame([], self::mails($scene), 'once a day');
        $scene->settle(11);
        self::assertCount(1, self::mails($scene), 'and again the next day');
    }

    /** However many there are, and whatever lies behind them for days, each that can still be saved is counted. */
    public function testEveryOrderAtRiskIsCounted(): void
    {
        $scene = $this->scene();
        $scene->bulk(static function () use ($scene): void {
            for ($i = 0; $i < 1020; $i++) {
                $by = $i < 510 ? $scene->now() - 3 * 86400 : $scene->now() + 20 * 3600;
                $order = $scene->sell(['bought' => $scene->now() - 6 * 86400, 'amazon' => ['ship_by' => $by + $i % 100]]);
                $scene->ship($order, 'Rohrpost');
            }
        });
        $scene->settle(2); // all of them are read
        $scene->settings(['notify' => ['email' => self::TO, 'language' => 'de']]);
        $this->postOffice($scene, true);
        $scene->settle(1);
        $mails = self::mails($scene);
        self::assertSame(['Amazon Bestellstatus: Versandfrist in Gefahr'], array_column($mails, 'subject'));
        self::assertStringContainsString("Versandfrist in Gefahr (510):\n", $mails[0]['text']);
        self::assertStringContainsString("- und 485 weitere\n", $mails[0]['text']);
        self::assertSame(26, substr_count($mails[0]['text'], "\n- "));
    }

    public function testAccessThatIsDeadIsMailed(): void
    {
        $scene = $this->mailing([], 'en');
        $scene->amazon->post('world', ['accounts' => [['seller' => Scene::ACCOUNTS['de']['seller'],
            'client_secret' => 'amzn1.oa2-cs.v1.another-one']]]);
        $scene->ship($scene->sell());
        $scene->advance(7200);
        $scene->run(['--wait', '900']);
        $mails = self::mails($scene);
        self::assertCount(1, $mails);
        self::assertSame('Amazon order status: Access to Amazon', $mails[0]['subject']);
        self::assertStringContainsString('client secret wrong or expired', $mails[0]['text']);
        foreach (Scene::ACCOUNTS['de'] as $key => $value) {
            if (in_array($key, ['client_secret', 'refresh_token', 'client_id'], true)) {
                self::assertStringNotContainsString($value, $mails[0]['text']);
            }
        }
    }

    public function testASecretThatExpiresIsMailedBeforeIt(): void
    {
        $scene = $this->mailing();
        $scene->must(['account', 'set', 'de', 'secret_made=' . gmdate('Y-m-d', $scene->now() - 155 * 86400)]);
        $scene->settle(1);
        $mails = self::mails($scene);
        self::assertCount(1, $mails);
        self::assertMatchesRegularExpression('/läuft in 2[45] Tagen ab/', $mails[0]['text']);
        $scene->settle(13);
        self::assertNotContains('Amazon Bestellstatus: Zugang zu Amazon', array_column(self::mails($scene), 'subject'));
    }

    public function testADayWithoutARunIsMailed(): void
    {
        $scene = $this->mailing();
        $scene->advance(8 * 3600); // 08:00 UTC to 16:00 UTC
        $scene->run();
        $mails = self::mails($scene);
        self::assertSame(['Amazon Bestellstatus: Kein Lauf'], array_column($mails, 'subject'));
        self::assertStringContainsString('run --if-due', $mails[0]['text']);
        $night = $this->mailing();
        $night->advance(12 * 3600);
        $night->run();
        self::mails($night);
        $night->advance(10 * 3600); // 20:00 UTC to 06:00 UTC: nobody waits at night
        $night->run();
        self::assertSame([], self::mails($night));
    }

    public function testTheSafetyStopIsMailed(): void
    {
        $scene = $this->mailing();
        $scene->settings(['brake' => ['shipments' => 3, 'cancels' => 1, 'refused_percent' => 100],
            'notify' => ['email' => self::TO, 'language' => 'de']]);
        for ($i = 0; $i < 60; $i++) {
            $scene->ship($scene->sell());
        }
        $scene->settle(1);
        if ($scene->account('de')['stopped'] !== 'brake') {
            $scene->settle(1);
        }
        self::assertSame('brake', $scene->account('de')['stopped']);
        $mails = self::mails($scene);
        self::assertSame(['Amazon Bestellstatus: Sicherheitsstopp'], array_column($mails, 'subject'));
        self::assertStringContainsString('ungewöhnlich viele Versandmeldungen. ', $mails[0]['text']);
        self::assertStringContainsString('release de', $mails[0]['text']);
        $scene->settle(3);
        self::assertSame([], self::mails($scene), 'once a day');
    }

    /** @return array<string, array{string, string, string}> */
    public static function languages(): array
    {
        return ['German' => ['de', 'Amazon Bestellstatus: Neu zu klären', 'kennt Amazon nicht. Einmal zuordnen'],
            'English' => ['en', 'Amazon order status: New: needs attention', 'Map it once']];
    }

    /**
     * What newly needs a person is told the next morning, once, by cause, without a word that somebody typed.
     *
     * @dataProvider languages
     */
    #[DataProvider('languages')]
    public function testWhatNewlyNeedsSomebodyIsMailedInTheMorning(string $language, string $subject, string $mend): void
    {
        $scene = $this->mailing([], $language);
        $scene->settle(1);
        [$first, $second] = [$scene->sell(), $scene->sell()];
        $scene->ship($first, 'Bote Erika Meier'); // held by its first decision
        $scene->settle(1);
        $there = $scene->sell(['amazon' => ['changes' => [['at' => $scene->now() + 3000, 'set' => ['status' => 'CANCELLED',
            'cancelled_by' => 'BUYER']]]]]);
        $scene->run();
        $scene->ship($second, 'Bote Erika Meier'); // held by a later one
        $scene->ship($there);
        $scene->settle(2);
        self::assertSame('conflict', $scene->order($there)['verdict']);
        self::assertSame([], self::mails($scene), 'not at once');
        $scene->settle(7);
        $mails = self::mails($scene);
        self::assertSame([$subject], array_column($mails, 'subject'));
        self::assertStringContainsString('(3)', $mails[0]['text']);
        self::assertStringContainsString($mend, $mails[0]['text']);
        foreach ([$first, $second, $there] as $order) {
            self::assertStringContainsString("$order ({$scene->amazonNumber($order)})", $mails[0]['text']);
        }
        self::assertStringNotContainsString('Meier', $mails[0]['text']);
        $scene->settle(11);
        foreach (self::mails($scene) as $mail) {
            self::assertNotSame($subject, $mail['subject'], 'what is known is not new');
        }
    }

    /** A long pause between two runs that the owner has set is no silence. */
    public function testAnIntervalOfADayIsNoSilence(): void
    {
        $scene = $this->mailing();
        $scene->settings(['interval' => 86400, 'notify' => ['email' => self::TO, 'language' => 'de']]);
        $scene->run();
        for ($i = 0; $i < 30; $i++) { // a cron job that calls and finds nothing due
            $scene->advance(3600);
            $scene->must(['run', '--if-due'], '', [], [0, 1]);
        }
        self::assertNotContains('Amazon Bestellstatus: Kein Lauf', array_column(self::mails($scene), 'subject'));
        $scene->advance(3 * 86400);
        $scene->run();
        self::assertContains('Amazon Bestellstatus: Kein Lauf', array_column(self::mails($scene), 'subject'));
    }

    /** What Amazon accepted before the ship-by time is in time, whoever has not read it back yet. */
    public function testWhatWasAcceptedInTimeIsNotLate(): void
    {
        $scene = $this->mailing();
        $order = $scene->sell(['amazon' => ['ship_by' => $scene->now() + 7500]]);
        $scene->run();
        $scene->advance(7000);
        $scene->ship($order);
        $scene->must(['send', (string) $order]);
        $scene->run();
        self::assertSame('accepted', $scene->order($order)['state']);
        self::mails($scene);
        $scene->advance(1000);
        $scene->run();
        self::assertSame('accepted', $scene->order($order)['state'], 'not read back yet');
        $due = array_column($scene->account()['deadlines'], null, 'shop_order')[$order];
        self::assertSame([false, null], [$due['late'], $due['risk']]);
        self::assertSame([], self::mails($scene));
    }

    public function testAMailNobodyTookIsTriedAgain(): void
    {
        $scene = $this->mailing();
        $this->postOffice($scene, false);
        $scene->advance(8 * 3600);
        $scene->must(['account', 'set', 'de', 'secret_made=' . gmdate('Y-m-d', $scene->now() - 155 * 86400)]);
        $answer = $scene->cli(['run']);
        self::assertSame(0, $answer->code, 'the run itself went well');
        self::assertStringContainsString('notify test', $answer->err);
        $this->postOffice($scene, true);
        $scene->settle(1);
        self::assertStringContainsString('Zugang zu Amazon', self::mails($scene)[0]['subject'] ?? '');
    }

    public function testTwoAccountsShareOneMail(): void
    {
        $scene = $this->scene(['accounts' => ['de', 'second']]);
        foreach (['de', 'second'] as $id) {
            $scene->settings(['notify' => ['email' => self::TO, 'language' => 'de']], $id);
            $scene->must(['account', 'set', $id, 'secret_made=' . gmdate('Y-m-d', $scene->now() - 155 * 86400)]);
        }
        $this->postOffice($scene, true);
        $scene->settle(1);
        $mails = self::mails($scene);
        self::assertCount(1, $mails);
        self::assertSame(2, substr_count($mails[0]['text'], 'läuft in'));
    }
}
