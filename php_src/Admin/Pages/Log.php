<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\CarrierChoice;
use StatusSync\Php\Admin\CauseWords;
use StatusSync\Php\Admin\Facts;
use StatusSync\Php\Admin\Texts;
use StatusSync\Php\Store\OwnerActions;
use StatusSync\Php\Words\Time;

/** Fehlerlog: one cause a row, one mend a row. */
final class Log extends Page
{
    private const MEMBERS = 10;

    /** Rows that an export has in memory at once. */
    private const CSV = 500;

    public function answer(Answer $answer, string $method, array $post): string
    {
        if ($method === 'POST') {
            return $this->act($answer, $post);
        }
        if (self::text($this->get, 'settled') === '1') {
            return $this->view->render('settled', ['rows' => $this->settled()]);
        }
        $causes = $this->wanted();
        if (self::text($this->get, 'format') === 'csv') {
            $this->csv($answer, $causes);
            return '';
        }
        foreach ($causes as $i => $cause) {
            $all = self::text($this->get, 'one') === Facts::keyOf($cause);
            $limit = $all ? Facts::PAGE : self::MEMBERS;
            $members = $this->facts->members($cause, $limit + 1, $all ? self::text($this->get, 'after') : '');
            $causes[$i]['members'] = array_slice($members, 0, $limit);
            $causes[$i]['more'] = count($members) <= $limit ? null : ['one' => Facts::keyOf($cause)]
                + ($all ? ['after' => Facts::placeOf($members[$limit - 1])] : []);
            $causes[$i]['words'] = $this->words($cause);
        }
        $chosen = $this->chosen();
        return $this->view->render('log', [
            'causes' => $causes, 'search' => self::text($this->get, 'search'), 'cause' => $chosen['cause'],
            'account' => self::text($this->get, 'account'), 'accounts' => $this->services->accounts()->all(),
            'choices' => $this->choices() + ($chosen['name'] === '' ? [] : [$chosen['cause'] => $chosen['name']]), 'last' => $this->facts->lastTrouble(),
        ]);
    }

    /** What is over, each with its cause in words. @return list<array<string, mixed>> */
    private function settled(): array
    {
        $rows = [];
        $time = new Time($this->host->zone(), $this->host->language());
        foreach ($this->facts->settled() as $row) {
            $code = (string) $row['code'];
            if (Texts::severity($code) !== 'person' || in_array($code, ['rejected', 'parked', 'mismatch'], true)) {
                continue; // waited by itself; or said by the message's own event already
            }
            $row['words'] = Texts::knows($code) ? $this->view->texts->reason('', $code, $time->detail($row['text'] === null
                ? null : (string) $row['text'], false), ['order' => (string) $row['amazon_order'], 'a' => (string) $row['shop_order']])
                : $this->refusedThen((string) $row['what'], $code, (string) $row['text']);
            $rows[] = $row;
        }
        return $rows;
    }

    /** What an answer of Amazon's said that is over. */
    private function refusedThen(string $what, string $code, string $theirs): string
    {
        $key = $what === 'mismatch' || $what === 'parked' ? "{$what}_then" : ($code === '' ? 'amazon_refused_once' : 'amazon_refused_then');
        return rtrim($this->view->texts->say($key, ['code' => $code]) . ' ' . $theirs);
    }

    /** @return list<array<string, mixed>> */
    private function wanted(): array
    {
        $out = [];
        $search = trim(self::text($this->get, 'search'));
        $one = self::text($this->get, 'one');
        foreach ($this->facts->causes() as $cause) {
            if (
                ($one !== '' && Facts::keyOf($cause) !== $one)
                || !in_array(self::text($this->get, 'cause'), ['', $cause['reason'], Facts::keyOf($cause)], true)
                || (self::text($this->get, 'account') !== '' && $cause['account'] !== self::text($this->get, 'account'))
                || ($search !== '' && !$this->found($cause, $search))
            ) {
                continue;
            }
            $out[] = $cause;
        }
        return $out;
    }

    /** @param array<string, mixed> $cause */
    private function found(array $cause, string $search): bool
    {
        if (mb_stripos($this->words($cause) . ' ' . $cause['text'] . ' ' . $cause['detail'], $search) !== false) {
            return true;
        }
        return $this->facts->members($cause, 1, '', $search) !== [];
    }

    /** Causes to choose from, in words: one entry a row of the page. @return array<string, string> key => its first sentence */
    private function choices(): array
    {
        $choices = [];
        $names = array_column($this->services->accounts()->all(), 'name', 'id');
        foreach ($this->facts->causes() as $cause) {
            $words = mb_strimwidth((string) preg_replace('/[.:] .*$/su', '', $this->words($cause)), 0, 70, '…');
            $choices[Facts::keyOf($cause)] = count($names) > 1 ? $words . ' – ' . ($names[$cause['account']] ?? $cause['account']) : $words;
        }
        return $choices;
    }

    /** The chosen entry: of a reason that an address names, its row, or how many there are. @return array<string, string> */
    private function chosen(): array
    {
        $wanted = self::text($this->get, 'cause');
        $rows = [];
        foreach ($wanted === '' ? [] : $this->wanted() as $cause) {
            $rows[] = Facts::keyOf($cause);
        }
        return count($rows) === 1 ? ['cause' => $rows[0], 'name' => '']
            : ['cause' => $wanted, 'name' => $rows === [] ? '' : $this->view->texts->say('n_causes', ['n' => count($rows)])];
    }

    /** @param array<string, mixed> $cause */
    private function words(array $cause): string
    {
        return (new CauseWords($this->services, $this->facts, $this->view))->of($cause);
    }

    /** @param array<mixed> $post */
    private function act(Answer $answer, array $post): string
    {
        $actions = $this->services->actions();
        switch (self::text($post, 'do')) {
            case 'retry':
                $group = ['cause' => self::text($post, 'cause'), 'account' => self::text($post, 'account'),
                    'code' => self::text($post, 'code'), 'state' => self::text($post, 'state')];
                $n = $this->refused($group);
                if ($n > 1 && self::text($post, 'sure') !== '1') { // many at once are asked for with their number
                    return $this->view->render('resend', ['n' => $n, 'group' => $group]);
                }
                return $this->go($answer, 'log', $n > 0 && $actions->retry($group) > 0 ? 'retried' : 'nothing');
            case 'ignore':
                $actions->ignore(self::text($post, 'order'));
                return $this->go($answer, 'log', 'noted');
            case 'replace':
                OwnerActions::run($actions, 'replace-theirs', self::text($post, 'order'), '');
                return $this->go($answer, 'log', 'noted');
            case 'map':
                if (!$this->host->may('settings')) {
                    break;
                }
                $name = self::text($post, 'name');
                if ($name === '' || !CarrierChoice::save($this->services, self::text($post, 'account'), $name, self::text($post, 'to'))) {
                    return $this->go($answer, 'log', 'nothing');
                }
                return $this->go($answer, 'log', 'mapped');
        }
        $answer->status = 403;
        $this->notice('bad', $this->view->texts->say('no_right'));
        return '';
    }

    /** Messages that "send again" would take: those of the row, as it was shown. @param array<string, string> $group */
    private function refused(array $group): int
    {
        foreach ($this->facts->causes() as $cause) {
            if ($cause['kind'] === 'message' && $group === self::group($cause)) {
                return $cause['n'];
            }
        }
        return 0;
    }

    /** What names the messages of a row. @param array<string, mixed> $cause @return array<string, string> */
    public static function group(array $cause): array
    {
        return ['cause' => (string) $cause['reason'], 'account' => (string) $cause['account'], 'code' => (string) $cause['detail'],
            'state' => (string) $cause['verdict']];
    }

    /**
     * Row by row, all times those of the shop, with their date; a cell that a spreadsheet would take for a formula gets an apostrophe.
     *
     * @param list<array<string, mixed>> $causes
     */
    private function csv(Answer $answer, array $causes): void
    {
        $answer->headers = ['Content-Type' => 'text/csv; charset=utf-8', 'Cache-Control' => 'no-store',
            'Content-Disposition' => 'attachment; filename="' . ($this->host->language() === 'de' ? 'fehlerlog' : 'error-log') . '.csv"'];
        $answer->stream = function () use ($causes): void {
            $out = fopen('php://output', 'wb');
            $say = [$this->view->texts, 'say'];
            $time = new Time($this->host->zone(), $this->host->language());
            $words = new CauseWords($this->services, $this->facts, $this->view);
            fwrite($out, "\xEF\xBB\xBF");
            self::line($out, [$say('csv_order'), $say('csv_amazon'), $say('csv_code'), $say('csv_text'),
                $say('csv_theirs'), $say('csv_time', ['zone' => $this->host->zone()]), $say('csv_request')]);
            foreach ($causes as $cause) {
                for ($after = ''; $after !== null;) {
                    $rows = $this->facts->members($cause, self::CSV, $after);
                    $words->prepare($cause, $rows);
                    foreach ($rows as $row) {
                        self::line($out, [$row['shop_order'], (string) $row['amazon_order'], $cause['reason'],
                            $words->ofOne($cause, $row), (string) ($row['text'] ?? ''),
                            $time->second((int) ($row['changed_at'] ?? $row['seen_at'])), (string) ($row['request_id'] ?? '')]);
                    }
                    flush();
                    $after = count($rows) < self::CSV ? null : Facts::placeOf(end($rows));
                }
            }
            fclose($out);
        };
    }

    /**
     * @param resource $out
     * @param list<string> $cells
     */
    private static function line($out, array $cells): void
    {
        foreach ($cells as $i => $cell) {
            $cell = preg_match('/^[=+\-@\t\r]/', $cell) === 1 ? "'$cell" : $cell;
            $cells[$i] = '"' . str_replace('"', '""', $cell) . '"';
        }
        fwrite($out, implode(';', $cells) . "\r\n");
    }
}
