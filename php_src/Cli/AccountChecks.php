<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Secrets\Health;
use StatusSync\Php\Secrets\SecretInput;
use StatusSync\Php\Shop\Bound;
use StatusSync\Php\Store\Hints;
use StatusSync\Php\Words\Time;

/** What doctor says of one account: its place, its credentials, what is left to do, what stopped it. */
final class AccountChecks
{
    /** @var Context */
    private $context;

    /** @var callable fn(string $name, string $level, string $text, ?array $credentials): void */
    private $add;

    /** @param callable $add fn(string $name, string $level, string $text, ?array $credentials): void */
    public function __construct(Context $context, callable $add)
    {
        $this->context = $context;
        $this->add = $add;
    }

    /**
     * @param array<string, mixed> $account decoded row
     * @param array<string, mixed> $dates of Accounts::credentialDates
     * @param bool $ask Amazon may be asked: the network is wanted, the extension and the key are there
     */
    public function look(array $account, array $dates, bool $ask): void
    {
        $id = $account['id'];
        $place = Bound::fault($id, $account['bound'], $this->context->identity(), $account['on']);
        if ($place !== null) {
            $this->say("account $id: place", $account['on'] ? 'fail' : 'warn', $place);
            return; // whatever else is said here would be mended at the wrong place
        }
        $health = Health::of($account, $dates, (int) ($this->context->time())(), 'en');
        $checks = $health['there'] && $ask ? ConnectionTest::check($this->context, $id) : [];
        if ($checks !== []) {
            $dates = $this->context->accounts()->credentialDates()[$id] ?? [];
            $health = Health::of($account, $dates, (int) ($this->context->time())(), 'en');
        }
        $good = $checks !== [] && !in_array(false, array_column($checks, 'ok'), true);
        foreach ($health['findings'] as $finding) {
            // what was just tried is said as it is now, not as it was at the last run
            $stale = $checks !== [] && in_array($finding['code'], ['clock', 'refused', (string) $health['cause']], true);
            if (!$stale) {
                $this->say("account $id", $finding['level'], $finding['code'] !== 'missing' ? $finding['text']
                    : rtrim($finding['text'], '.') . ' ' . SecretInput::HOW);
            }
        }
        if ($health['there']) {
            $this->say("account $id: age", 'ok', ReportCommand::facts($health, $this->time(), new Words('en')), $health);
        }
        foreach ($checks as $check) {
            $this->say($check['name'], $check['ok'] ? 'ok' : 'fail', $check['text']);
        }
        $this->stopped($account, $health, $good);
        if ($health['there']) {
            $this->next($account);
        }
        $this->hints($account, $health['there']);
    }

    /** What the way from step to step does not say by itself. @param array<string, mixed> $account @param bool $way it was said */
    private function hints(array $account, bool $way): void
    {
        $document = $this->context->settings()->document($account['id']);
        $codes = ['amazon_down', 'no_links'];
        if (!$way || !$account['on'] || $document['cancel'] !== []) {
            $codes[] = 'no_ship_status'; // else the way begins with it
        }
        foreach ((new Hints($this->context->db()))->of($account, $document, $this->time(), 'en') as $hint) {
            if (in_array($hint['code'], $codes, true)) {
                $this->say("account {$account['id']}", 'warn', $hint['text']);
            }
        }
    }

    private function time(): Time
    {
        return new Time($this->context->shopConfig()->zone, 'en');
    }

    /** @param array<string, mixed> $account @param array<string, mixed> $health @param bool $good Amazon just took them */
    private function stopped(array $account, array $health, bool $good): void
    {
        $id = $account['id'];
        $text = ReportCommand::why((string) $account['state']['stopped_text']);
        switch ($account['state']['stopped']) {
            case null:
                return;
            case 'credentials':
                if ($good) {
                    $this->say("account $id", 'warn', 'was stopped (credentials), which is mended; the next "run" goes on');
                } elseif ($health['there'] && $health['cause'] === null) {
                    $this->say("account $id", 'fail', "stopped: credentials ($text); once the key file is as it should be, the"
                        . " next \"run\" goes on; \"account test $id\" tells what Amazon says");
                }
                return; // else Health has said it with its mend
            case 'brake':
                $pilot = strncmp($text, 'pilot', 5) === 0;
                $this->say("account $id", 'fail', ($pilot ? "stopped: the first shipment is not to be seen at Amazon ($text)"
                    : "stopped: safety stop ($text)") . '; look at "list --state pending", then "release ' . $id . '"');
                return;
            case 'copy':
                $this->say("account $id", 'warn', 'a run with this database from another address or folder was refused (a'
                    . ' copy?); the next "run" here goes on');
                return;
            case 'rebuild':
                $this->say("account $id", 'warn', 'a restored backup: what happened since is read at Amazon first; goes on by'
                    . ' itself after 8 hours');
                return;
            default:
                $this->say("account $id", 'fail', "stopped: {$account['state']['stopped']} $text; look at \"status\"");
        }
    }

    /** The way from new credentials to the first transmission, one step at a time. @param array<string, mixed> $account */
    private function next(array $account): void
    {
        $id = $account['id'];
        if (!$account['on']) {
            $this->say("account $id", 'warn', "is off, nothing is sent; \"account set $id on=1\" switches it on");
            return;
        }
        $settings = $this->context->settings()->document($id);
        if ($settings['ship'] === [] && $settings['cancel'] === []) {
            $this->say("account $id", 'warn', 'no status means shipped or cancelled yet; next: "settings import --account'
                . " $id < settings.json\" (docs/settings.md; \"statuses\" lists the shop's numbers) or the shop's admin page");
            return;
        }
        if ($settings['sync'] === 'off') {
            $this->say("account $id", 'warn', 'its settings say "sync": "off", nothing is sent; set it to "auto"');
            return;
        }
        if ($account['start_at'] === 0) {
            $this->say("account $id", 'warn', "is not activated yet; next: \"activate $id --from DATE\" (orders bought before"
                . ' that day stay as they are)');
            return;
        }
        if ($account['state']['mode'] === 'preview') {
            $this->say("account $id", 'warn', 'waits for its release, nothing is sent; next: "run" (reads Amazon), "preview",'
                . " then \"release $id\"");
        }
        $last = $account['state']['last_run'];
        $days = intdiv((int) ($this->context->time())() - $last, 86400);
        if ($days > 0) {
            $since = $last === 0 ? 'no run yet' : "no run for $days day" . ($days === 1 ? '' : 's');
            $this->say("account $id", $last === 0 ? 'warn' : 'fail', $since
                . '; have cron call "run --if-due" every minute (docs/install.md)');
        }
    }

    /** @param ?array<string, mixed> $credentials */
    private function say(string $name, string $level, string $text, ?array $credentials = null): void
    {
        ($this->add)($name, $level, $text, $credentials);
    }
}
