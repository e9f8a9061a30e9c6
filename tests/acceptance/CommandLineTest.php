<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Answer;
use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Words of a call that mean nothing are refused with what is allowed; help is there; a pipe may end. */
final class CommandLineTest extends SceneCase
{
    public function testAStateThatDoesNotExistIsRefusedWithThoseThatDo(): void
    {
        $answer = $this->scene()->cli(['list', '--state', 'foo']);
        self::assertRefused(['foo', 'rejected', 'in_flight', 'superseded', 'conflict'], $answer);
    }

    public function testWhatIsNoOrderNumberIsSaidToBeNone(): void
    {
        $scene = $this->bare();
        foreach (['abc', '303-1234567-123456', '0'] as $word) {
            self::assertRefused(["order $word: is neither", '1042', '303-1234567-1234567'], $scene->cli(['order', $word]));
            self::assertRefused(["order $word: is neither"], $scene->cli(['look', $word]));
        }
        foreach (['7', '303-1234567-1234567'] as $word) {
            self::assertRefused(["order $word: is not known here", 'link ORDER'], $scene->cli(['order', $word]));
        }
    }

    public function testACauseThatDoesNotExistIsRefusedWithThoseThatDo(): void
    {
        $scene = $this->scene(['world' => ['tracking_formats' => ['DHL' => '^JJD']]]);
        self::assertRefused(['foo', 'none at the moment'], $scene->cli(['retry', '--cause', 'foo']));
        $scene->ship($refused = $scene->sell());
        $scene->settle(3);
        $note = $scene->must(['send', (string) $refused])->err;
        self::assertStringContainsString('sends only what has changed in the shop since; "retry '
            . $scene->amazonNumber($refused) . '"', $note);
        self::assertRefused(['foo', 'rejected (1)', '18181 (1)'], $scene->cli(['retry', '--cause', 'foo']));
        self::assertStringContainsString('1 message will', $scene->must(['retry', '--cause', '18181'])->out);
        self::assertStringContainsString('0 messages', $scene->must(['retry', '--cause', '18181'])->out, 'may be repeated');
    }

    public function testOnlyACancelThatWaitsIsTakenBack(): void
    {
        $scene = $this->scene();
        $scene->ship($shipped = $scene->sell());
        $waiting = $scene->sell();
        $sent = $scene->sell();
        $scene->status($sent, Scene::CANCELLED);
        $scene->settle(2);
        self::assertRefused(['no cancel waits', 'status: ' . Scene::CANCELLED], $scene->cli(['cancel-revoke', (string) $shipped]));
        self::assertRefused(['went to Amazon already'], $scene->cli(['cancel-revoke', (string) $sent]));
        $messages = $scene->order($sent)['messages'];
        self::assertMatchesRegularExpression("/^$sent +.* cancel .* {$messages[0]['id']}$/m", $scene->must(['list'])->out, 'the list has its message');
        $scene->status($waiting, Scene::CANCELLED);
        $scene->must(['cancel-revoke', (string) $waiting]);
        $scene->must(['cancel-revoke', (string) $waiting]);
        $scene->settle(2);
        self::assertSame([], $scene->effects($waiting));
    }

    /** What can change nothing is refused with the reason, and what cannot be seen from here is not. */
    public function testAnActThatMeansNothingForTheOrderIsRefusedWithTheReason(): void
    {
        $scene = $this->scene();
        [$told, $waits, $fba] = [$scene->sell(), $scene->sell(), $scene->sell(['amazon' => ['fulfilled_by' => 'AMAZON']])];
        $scene->ship($told);
        $scene->ship($fba);
        $scene->settle(1);
        self::assertRefused(['on its way', 'accepted'], $scene->cli(['send', (string) $told]));
        $scene->settle(2);
        $no = static function (array $words, string ...$said) use ($scene): void {
            self::assertRefused($said, $scene->cli(array_map('strval', $words)));
        };
        $no(['send', $told], 'all that the shop says of it is at Amazon (done, verified)');
        $no(['send', $scene->amazonNumber($told)], 'is at Amazon');
        $no(['send', $fba], 'nothing to send', 'Fulfilled by Amazon');
        $no(['cancel-reason', $told, 'BuyerCanceled'], 'no cancel waits', 'status: ' . Scene::CANCELLED);
        $no(['cancel-reason', $told, 'Lost'], 'Lost is no reason', 'CustomerExchange');
        $no(['role', $told, 'main'], 'is on no other order', 'double_link');
        $no(['role', $told, 'boss'], 'main, split');
        $no(['carrier-confirm', $told], 'carrier_doubtful', 'done, verified');
        $no(['carrier-confirm', $told, '--undo'], 'nothing to take back');
        $no(['replace-theirs', $told], 'already_shipped', 'done, verified');
        $no(['replace-theirs', $told, '--undo'], 'nothing to take back');
        $no(['unignore', $told], 'is not ignored');
        self::assertSame('verified', $scene->order($told)['state']);
        $scene->must(['send', (string) $waits]); // not shipped yet: then it goes at once
        $scene->ship($told); // a second parcel, which no run has seen
        $scene->must(['send', (string) $told]);
        $scene->must(['ignore', (string) $told]);
        $scene->must(['unignore', (string) $told]);
        self::assertSame('verified', $scene->order($told)['state']);
    }

    public function testWhatTheReasonAsksForIsDoneAndMayBeRepeated(): void
    {
        $scene = $this->scene(['settings' => ['cancel' => [['status' => Scene::CANCELLED, 'reason' => 'ask', 'after_minutes' => 0]]]]);
        [$there, $doubtful, $cancelled, $bad] = [$scene->sell(), $scene->sell(), $scene->sell(), $scene->sell()];
        $scene->atAmazon($there, ['packages' => [['ref' => '1', 'shipped_at' => $scene->now(), 'carrier' => 'DHL', 'tracking' => '00340434161094042557']]]);
        $scene->ship($there);
        $scene->ship($doubtful, 'DHL', '1Z999AA10123456784');
        $scene->status($cancelled, Scene::CANCELLED);
        $scene->ship($bad, 'DHL', 'siehe Mail');
        $scene->settle(2);
        $acts = [['replace-theirs', $there, 'already_shipped'], ['carrier-confirm', $doubtful, 'carrier_doubtful']];
        foreach ($acts as [$act, $order, $reason]) {
            self::assertSame($reason, $scene->order($order)['reason']);
            $scene->must([$act, (string) $order]);
            $scene->must([$act, (string) $order]);
            $scene->must([$act, (string) $order, '--undo']);
        }
        $scene->must(['cancel-reason', (string) $cancelled, 'NoInventory']);
        $scene->must(['cancel-reason', (string) $cancelled, 'NoInventory']);
        self::assertSame('bad_tracking', $scene->order($bad)['reason']);
        $answer = $scene->must(['send', (string) $bad]);
        self::assertStringContainsString("note: order $bad: was held by the last run (bad_tracking)", $answer->err);
    }

    public function testANumberThatAnotherOrderHasIsSaidWhenItIsLinked(): void
    {
        $scene = $this->scene();
        [$first, $second, $third] = [$scene->sell(), $scene->sell(['link' => false]), $scene->sell(['link' => false])];
        $scene->run();
        $number = $scene->amazonNumber($first);
        $answer = $scene->must(['link', (string) $second, $number]);
        self::assertStringContainsString("note: $number is on order $first too", $answer->err);
        self::assertStringContainsString("\"role $first main\" and \"role $second split\"", $answer->err);
        self::assertStringContainsString("is on order $first, $second too", $scene->must(['link', (string) $third, $number])->err);
        self::assertSame('', $scene->must(['link', (string) $third, $scene->amazonNumber($third)])->err);
        $scene->must(['role', (string) $first, 'main']); // before any run has seen the other one
    }

    public function testAMarketplaceOfAnotherRegionIsRefused(): void
    {
        $scene = $this->bare();
        $add = ['account', 'add', 'us', '--name', 'N', '--region', 'na', '--seller', 'A1', '--client-id', 'c', '--marketplaces'];
        $answer = $scene->cli(array_merge($add, ['ATVPDKIKX0DER,A1PA6795UKMFR9']));
        self::assertRefused(['A1PA6795UKMFR9 belongs to the region eu', 'another account', 'ATVPDKIKX0DER'], $answer);
        $scene->must(array_merge($add, ['ATVPDKIKX0DER']));
        self::assertRefused(['ATVPDKIKX0DER belongs to the region na'], $scene->cli(['account', 'set', 'us', 'region=eu']));
        $scene->must(['account', 'set', 'us', 'region=eu', 'marketplaces=A1PA6795UKMFR9']);
    }

    public function testADayThatHasNotBegunIsNoStart(): void
    {
        $scene = $this->bare()->setUp();
        $answer = $scene->cli(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() + 3 * 86400)]);
        self::assertRefused(['has not begun', gmdate('Y-m-d', $scene->now())], $answer);
        self::assertSame('new', $scene->account()['mode']);
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now())]);
    }

    public function testADatabaseThatIsNoShopsIsRefusedBeforeAnythingIsMadeInIt(): void
    {
        $scene = $this->bare();
        $file = "{$scene->directory}/other.sqlite";
        $other = new \PDO("sqlite:$file");
        $other->exec('CREATE TABLE customers (id INTEGER)');
        $scene->options = ['--dsn', "sqlite:$file"];
        $add = ['account', 'add', 'de', '--name', 'N', '--region', 'eu', '--seller', 'A1', '--client-id', 'c',
            '--marketplaces', 'A1PA6795UKMFR9'];
        foreach ([$add, ['run'], ['status'], ['preview']] as $words) {
            self::assertRefused(["none of a shop's tables", 'DB_DATABASE'], $scene->cli($words));
        }
        self::assertSame(1, (int) $other->query("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'")->fetchColumn());
    }

    public function testEveryCommandHasItsOwnHelp(): void
    {
        $scene = $this->bare();
        $all = $scene->must(['--help'])->out;
        preg_match_all('/^ {2}([a-z][a-z-]+)|\| ([a-z][a-z-]{3,}) /m', $all, $m);
        $names = array_diff(array_unique(array_filter(array_merge($m[1], $m[2]))), ['help', 'import']);
        self::assertGreaterThan(20, count($names));
        foreach ($names as $name) {
            $answer = $scene->cli([$name, '--help']);
            self::assertSame([0, ''], [$answer->code, $answer->err], (string) $answer);
            self::assertMatchesRegularExpression("/^ {2}(?:.* \| )?$name\b/m", $answer->out);
        }
        self::assertStringContainsString('--if-due does only what is due', $scene->must(['run', '--help'])->out);
        self::assertSame($scene->must(['run', '--help'])->out, $scene->must(['help', 'run'])->out);
    }

    public function testAPipeThatEndsIsNoError(): void
    {
        $scene = $this->bare();
        $php = escapeshellarg(PHP_BINARY) . ' -d extension=' . escapeshellarg(Scene::module());
        $main = escapeshellarg(dirname(__DIR__, 2) . '/php_src/Cli/main.php');
        $err = "{$scene->directory}/err";
        exec("{ sleep 1; $php $main --help 2>" . escapeshellarg($err) . '; echo $? >' . escapeshellarg("$err.code")
            . '; } | true; sleep 3');
        self::assertSame('', (string) file_get_contents($err));
        self::assertSame("0\n", (string) file_get_contents("$err.code"));
    }

    /** @return array<string, array{list<string>, string, list<string>}> words, input, what is said */
    public static function documents(): array
    {
        $ship = ['feed', '--type', 'ship'];
        $one = static function (string $message): string {
            return '{"merchant":"A1","messages":[' . $message . ']}';
        };
        return [
            'an order number' => [$ship, $one('{"id":"1","order":"12"}'), ['messages[0].order', '"303-1234567-1234567"']],
            'a number as id' => [$ship, $one('{"id":1}'), ['messages[0].id', 'in quotes, "1"']],
            'no list' => [$ship, '{"merchant":"A1","messages":{"a":1}}', ['messages', '[{"id": "1"']],
            'no merchant' => [$ship, '[]', ['merchant', 'A1EXAMPLE']],
            'a key twice' => [$ship, '{"merchant":"A1","merchant":"A2","messages":[]}', ['feed: line 1, column 18', '"merchant" is there already']],
            'no JSON' => [$ship, $one('{"id":"1",}'), ['feed: not a JSON document: line 1, column 40', 'remove it']],
            'an unknown key' => [$ship, '{"merchant":"A1","extra":1,"messages":[]}', ['statussync: feed: unknown key "extra"']],
            'a place' => [$ship, $one('{"id":"1","order":"12","shipped_at":1}'), ['statussync: feed: messages[0].order: is not']],
            'an item' => [$ship, $one('{"id":"1","order":"303-1234567-1234567","items":[3]}'), ['items[0]', 'id, quantity']],
            'a reason' => [['feed', '--type', 'cancel'], $one('{"id":"1","order":"303-1234567-1234567","items":[{"id":"12",'
                . '"reason":"Because"}]}'), ['reason', 'CustomerExchange']],
            'no report' => [['report'], '<a/>', ['statussync: report: the root element', 'as it was downloaded']],
        ];
    }

    public function testAFeedEndsWithALineAndNotesACarrierThatIsNone(): void
    {
        $message = '{"id":"%d","order":"303-1234567-000000%1$d","shipped_at":1764000000,"carrier":"%s","method":"Standard"}';
        $feed = static function (string ...$carriers) use ($message): string {
            return '{"merchant":"A1","messages":[' . implode(',', array_map(static function (int $i, string $carrier) use ($message): string {
                return sprintf($message, $i, $carrier);
            }, range(1, count($carriers)), $carriers)) . ']}';
        };
        $answer = $this->bare()->must(['feed', '--type', 'ship'], $feed('DHL', 'dhll', 'dhll'));
        self::assertStringEndsWith("</AmazonEnvelope>\n", $answer->out);
        self::assertCount(1, $answer->errors(), (string) $answer);
        self::assertStringContainsString('note: messages[1].carrier: "dhll"', $answer->err);
        self::assertSame('', $this->bare()->must(['feed', '--type', 'ship'], $feed('DHL', 'Hermes'))->err);
    }

    /**
     * @dataProvider documents
     * @param list<string> $words
     * @param list<string> $said
     */
    #[DataProvider('documents')]
    public function testADocumentIsRefusedWithWhatIsAllowed(array $words, string $input, array $said): void
    {
        self::assertRefused($said, $this->bare()->cli($words, $input));
    }

    public function testTimesAreTheShops(): void
    {
        $scene = $this->scene();
        $order = $scene->sell();
        $scene->status($order, Scene::SHIPPED)->settle(1);
        $account = $scene->account();
        $clock = static function (int $at, string $form): string {
            return (new \DateTime("@$at"))->setTimezone(new \DateTimeZone('Europe/Berlin'))->format($form);
        };
        $status = $scene->cli(['status'])->out;
        self::assertStringContainsString('last run: ' . $clock($account['last_run'], 'Y-m-d H:i T'), $status);
        self::assertStringContainsString('times: Europe/Berlin', $status);
        $until = strtotime($scene->order($order)['detail']);
        self::assertMatchesRegularExpression('/Z$/', $scene->order($order)['detail'], 'a program reads UTC');
        $story = $scene->must(['order', (string) $order])->out;
        self::assertStringContainsString('by ' . $clock($until, 'Y-m-d H:i T') . ',', $story);
        $list = $scene->must(['list'])->out;
        self::assertStringContainsString($clock($until, 'Y-m-d H:i T'), $list);
        $german = $scene->must(['order', (string) $order, '--lang', 'de'])->out;
        self::assertStringContainsString('Bis ' . $clock($until, 'd.m.Y H:i T') . ' bei der Bestellung', $german);
        foreach ([$status, $story, $list, $german] as $text) {
            self::assertDoesNotMatchRegularExpression('/\dZ\b|UTC/', $text);
        }
        $scene->env['STATUSSYNC_ZONE'] = 'America/New_York';
        self::assertStringContainsString('times: America/New_York', $scene->cli(['status'])->out);
    }

    /** One language a call: English, or that of --lang, whatever the mails of the accounts have. */
    public function testEverySentenceOfACallIsInOneLanguage(): void
    {
        $scene = $this->bare(['accounts' => ['de', 'second']])->setUp();
        $scene->must(['activate', 'de', '--from', gmdate('Y-m-d', $scene->now() - 864000)]);
        foreach (['de', 'second'] as $id) {
            $scene->settings(['notify' => ['email' => null, 'language' => $id === 'de' ? 'de' : 'en']], $id);
        }
        $scene->ship($scene->sell(), 'Rohrpost');
        self::assertMatchesRegularExpression('/^de: \d+ decided/', $scene->cli(['run'])->out);
        $scene->must(['account', 'set', 'de', 'secret_made=' . gmdate('Y-m-d', $scene->now() - 160 * 86400)]);
        $scene->run();
        $german = '/\b(Konto (?!de|second\))|wird|nicht|noch|Bestellung|Zugangsdaten|Meldungen|kennt|keine|nie|läuft|ab:|Zeiten|nächster)\b/u';
        $english = '/\b(is|not|nothing|last|next|good|times|order|since|for|more|expires|held|carrier)\b/';
        foreach (['run', 'preview', 'status', 'list', 'order'] as $command) {
            foreach (['de' => $english, 'en' => $german, '' => $german] as $language => $other) {
                $words = array_merge([$command], $command === 'order' ? ['1'] : [], $language === '' ? [] : ['--lang', $language]);
                $answer = $scene->cli($words);
                $text = (string) preg_replace('/"[^"]*"|\{[^}]*\}|\(Konto \w+\)/', '', $answer->out);
                self::assertSame('', $answer->err, (string) $answer);
                self::assertDoesNotMatchRegularExpression($other, $text, (string) $answer);
                self::assertMatchesRegularExpression($other === $german ? '/\b(is|nothing|last|order|account)\b/' : '/\b(noch|Bestellung|nicht)\b/u', $text);
            }
            self::assertRefused(["$command: --lang fr", 'de, en'], $scene->cli(array_merge([$command], $command === 'order' ? ['1'] : [], ['--lang', 'fr'])));
        }
    }

    public function testTheShopsStatusesAreNamedWithTheirNumbers(): void
    {
        $scene = $this->bare();
        self::assertMatchesRegularExpression('/^' . Scene::SHIPPED . ' +Versendet$/m', $scene->must(['statuses'])->out);
        $answer = $scene->cli(['settings', 'import'], '{"ship":[{"status":99}]}');
        self::assertRefused(['no status 99', Scene::SHIPPED . ' (Versendet)', Scene::CANCELLED . ' (Storniert)'], $answer);
        $scene->setUp();
        self::assertMatchesRegularExpression('/^' . Scene::SHIPPED . ' +Versendet +ship$/m', $out = $scene->must(['statuses'])->out);
        self::assertStringNotContainsString('!', $out);
        $scene->shop->sql('DELETE FROM orders_status WHERE orders_status_id = ?', [Scene::CANCELLED]);
        $scene->shop->sql("UPDATE orders_status SET orders_status_name = 'Verschickt' WHERE orders_status_id = ?", [Scene::SHIPPED]);
        $out = $scene->must(['statuses'])->out;
        self::assertMatchesRegularExpression('/^' . Scene::CANCELLED . ' +Storniert \(missing\) +cancel, rests$/m', $out);
        self::assertMatchesRegularExpression('/^! status ' . Scene::CANCELLED . ': the shop has no such status .*Choose another/m', $out);
        self::assertMatchesRegularExpression('/^! status ' . Scene::SHIPPED . ': was called "Versendet" and is "Verschickt" now\. Confirm it/m', $out);
        self::assertStringContainsString('"statuses" lists the', $this->bare()->setUp()->settings(['ship' => [], 'cancel' => []])->cli(['doctor'])->out);
    }

    public function testATokenThatWasNeverGivenIsSaidPlainly(): void
    {
        $status = $this->bare()->setUp()->must(['status'])->out;
        self::assertStringContainsString('never tested', $status);
        self::assertStringNotContainsString('never UTC', $status);
    }

    /** @param list<string> $words */
    private static function assertRefused(array $words, Answer $answer): void
    {
        self::assertSame(2, $answer->code, (string) $answer);
        self::assertCount(1, $answer->errors(), (string) $answer);
        self::assertSame('', $answer->out);
        foreach ($words as $word) {
            self::assertStringContainsString($word, $answer->err, (string) $answer);
        }
    }
}
