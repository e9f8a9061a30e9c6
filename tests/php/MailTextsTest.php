<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Php\Notify\Mailer;
use StatusSync\Php\Notify\Notifier;
use StatusSync\Php\Store\Accounts;
use StatusSync\Php\Store\AccountState;

/** What an owner reads, cause by cause, in both languages; and that a cause is told once a day. */
final class MailTextsTest extends StoreFixture implements Mailer
{
    private const HOUR = 3600;
    private const DAY = 86400;

    /** @var list<string> subject, a line, text */
    private $mails = [];

    protected function kind(): string
    {
        return 'sqlite';
    }

    public function send(string $to, string $subject, string $text): bool
    {
        $this->mails[] = "$subject\n$text";
        return true;
    }

    /** @param array<string, mixed> $case */
    private function mail(array $case, string $language): string
    {
        $this->mails = [];
        $now = $this->now;
        [$account] = (new Accounts($this->db))->overview()['accounts'];
        $state = ($case['state'] ?? []) + ['mode' => 'active', 'last_run' => $now, 'next_due' => $now + 7200];
        $account = ($case['account'] ?? []) + ['on' => true, 'secrets' => 'sealed', 'secret_made_at' => $now - self::DAY,
            'name' => 'Größe', 'state' => AccountState::complete($state), 'document' => json_encode(['notify' => [
                'email' => 'owner@shop.example', 'language' => $language]] + ($case['settings'] ?? []))] + $account;
        (new Notifier($this->db, $this, $now, 'Europe/Berlin'))->due([$account], ['a' => $case['since'] ?? $now]);
        return implode("\n", $this->mails);
    }

    /** @param array<string, mixed> $case */
    private function rows(array $case): void
    {
        if (isset($case['released'])) {
            $this->db->run("INSERT INTO statussync_event (`at`, `account`, `what`) VALUES (?, 'a', 'release')", [$case['released']]);
        }
        foreach ($case['marks'] ?? [] as $name => $value) {
            $this->db->run('INSERT INTO statussync_meta (`name`, `value`) VALUES (?, ?)', [$name, (string) $value]);
        }
        if (!isset($case['order'])) {
            return;
        }
        $row = self::order(1, $case['order'] + ['deadline' => $this->now + 2 * self::HOUR]);
        $this->store->save('a', 1, ['orders' => [$row]]);
        if (isset($case['message'])) {
            $this->store->save('a', 1, ['messages' => [self::message(1, $case['message'])]]);
        }
    }

    /** @return array<string, array{array<string, mixed>}> */
    private static function cases(): array
    {
        $now = 1764000000;
        $ship = ['verdict' => 'ship'];
        $sent = ['state' => 'in_flight', 'reason' => null];
        return [
            'ship-by: over' => [['order' => $ship + ['deadline' => $now - 60]]],
            'ship-by: the account is stopped' => [['state' => ['stopped' => 'brake', 'stopped_text' => 'x'], 'order' => $ship]],
            'ship-by: not released' => [['state' => ['mode' => 'preview'], 'order' => $ship]],
            'ship-by: switched off' => [['settings' => ['sync' => 'off'], 'order' => $ship]],
            'ship-by: nothing runs' => [['state' => ['last_run' => $now - 36000], 'order' => $ship]],
            'ship-by: the next run is too late' => [['state' => ['next_due' => $now + 9000], 'order' => $ship]],
            'ship-by: Amazon does not answer' => [['state' => ['down_since' => $now - 7200], 'order' => $ship]],
            'ship-by: refused' => [['order' => $ship, 'message' => ['state' => 'rejected', 'code' => '18028',
                'text' => 'Erika Meier']]],
            'ship-by: set aside' => [['order' => $ship, 'message' => ['state' => 'parked', 'code' => '18028', 'text' => 'Erika Meier']]],
            'ship-by: not as it was accepted' => [['order' => $ship, 'message' => ['state' => 'mismatch', 'code' => null, 'text' => null]]],
            'ship-by: the feed hangs' => [['order' => $ship, 'message' => ['reason' => 'feed_stuck'] + $sent]],
            'ship-by: no outcome yet' => [['order' => $ship + ['deadline' => $now - 60], 'message' => $sent]],
            'ship-by: held' => [['order' => ['verdict' => 'hold', 'reason' => 'carrier_unmapped', 'detail' => 'Erika Meier']]],
            'ship-by: conflict' => [['order' => ['verdict' => 'conflict', 'reason' => 'cancelled_at_amazon']]],
            'ship-by: waits' => [['order' => ['verdict' => 'hold', 'reason' => 'no_tracking']]],
            'access: none' => [['account' => ['secrets' => null]]],
            'access: the secret ends' => [['account' => ['secret_made_at' => $now - 155 * 86400], 'again' => false]],
            'access: the secret has ended' => [['account' => ['secret_made_at' => $now - 181 * 86400]]],
            'access: the authorisation ends' => [['marks' => ['authorised.a' => $now - 340 * 86400], 'again' => false]],
            'access: the authorisation is a year old' => [['marks' => ['authorised.a' => $now - 366 * 86400]]],
            'access: wrong secret' => [['state' => ['stopped' => 'credentials', 'stopped_text' => 'invalid_client x']]],
            'access: authorisation ended' => [['state' => ['stopped' => 'credentials', 'stopped_text' => 'invalid_grant x']]],
            'access: a role is missing' => [['state' => ['stopped' => 'credentials', 'stopped_text' => 'MissingRole x']]],
            'access: something else' => [['state' => ['stopped' => 'credentials', 'stopped_text' => 'Strange x']]],
            'no run' => [['since' => $now - 7 * 3600]],
            'stop: too many shipments' => [['state' => ['stopped' => 'brake', 'stopped_text' => 'shipments']]],
            'stop: too many cancels, too much refused' => [['state' => ['stopped' => 'brake', 'stopped_text' => 'cancels refused']]],
            'stop: not said of what' => [['state' => ['stopped' => 'brake', 'stopped_text' => null]]],
            'stop: the pilot is not to be seen' => [['state' => ['stopped' => 'brake', 'stopped_text' => 'pilot the first']]],
            'stop: a copy' => [['state' => ['stopped' => 'copy', 'stopped_text' => 'x']]],
            'new: held' => [['marks' => ['mailed.errors.a' => $now - 86400, 'mailed.up_to.a' => 0], 'order' => ['verdict' => 'hold',
                'reason' => 'carrier_unmapped', 'detail' => 'Erika Meier', 'deadline' => $now + 5 * 86400], 'again' => false]],
            'new: conflict' => [['marks' => ['mailed.errors.a' => $now - 86400, 'mailed.up_to.a' => 0], 'order' => ['verdict' => 'conflict',
                'reason' => 'cancelled_at_amazon', 'deadline' => $now + 5 * 86400], 'again' => false]],
            'all is well' => [['released' => $now - 86400, 'order' => ['verdict' => 'done'], 'message' => ['state' => 'verified', 'sent_at' => 5],
                'again' => false]],
        ];
    }

    /** @return array<string, array{string, string}> */
    public static function causes(): array
    {
        $out = [];
        foreach (array_keys(self::cases()) as $name) {
            $out["$name, German"] = [$name, 'de'];
            $out["$name, English"] = [$name, 'en'];
        }
        return $out;
    }

    /**
     * Word for word as in golden/mails.txt; at most once a day, and again after it.
     *
     * @dataProvider causes
     */
    #[DataProvider('causes')]
    public function testEachCauseIsToldInTheOwnersLanguageOnceADay(string $name, string $language): void
    {
        [$case] = self::cases()[$name];
        $this->rows($case);
        $text = $this->mail($case, $language);
        $all = (string) file_get_contents(__DIR__ . '/golden/mails.txt');
        $begin = strpos($all, "== $name, $language\n");
        self::assertIsInt($begin, "== $name, $language\n$text");
        $begin = (int) strpos($all, "\n", $begin) + 1;
        $end = strpos($all, "\n== ", $begin);
        self::assertSame(trim(substr($all, $begin, ($end === false ? strlen($all) : $end) - $begin)), trim($text));
        self::assertStringNotContainsString('Meier', $text, 'no word that somebody typed');
        $this->now += self::DAY - 60;
        self::assertSame('', $this->mail($case, $language), 'once a day');
        $this->now += 60;
        $again = $this->mail($case, $language);
        ($case['again'] ?? true) ? self::assertNotSame('', $again, 'and again the next day') : self::assertSame('', $again, 'not each day');
    }

    public function testTheGoldenTextsAreThoseOfTheCauses(): void
    {
        preg_match_all('/^== (.*), (de|en)$/m', (string) file_get_contents(__DIR__ . '/golden/mails.txt'), $m);
        self::assertSame(2 * count(self::cases()), count($m[0]));
        [$causes, $told] = [array_keys(self::cases()), array_values(array_unique($m[1]))];
        sort($causes);
        sort($told);
        self::assertSame($causes, $told);
    }
}
