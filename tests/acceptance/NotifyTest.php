<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

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
        self::assertStringContainsString('release de', $mails[0]['text']);
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
