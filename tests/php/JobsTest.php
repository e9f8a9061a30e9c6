<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use StatusSync\Php\Jobs\Queue;
use StatusSync\Php\Store\Connection;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Schema;

/** What pages ask the worker for: once each, by one worker, without leaving secrets behind. */
final class JobsTest extends TestCase
{
    /** @var int */
    private $now = 1764150000;

    /** @var Db */
    private $db;

    protected function setUp(): void
    {
        $this->db = new Db(Connection::open('sqlite::memory:'));
        (new Schema($this->db))->migrate();
    }

    private function queue(): Queue
    {
        return new Queue($this->db, function (): int {
            return $this->now;
        });
    }

    public function testAskingTwiceForTheSameIsOneJob(): void
    {
        $this->assertSame($this->queue()->ask('now', 'de'), $this->queue()->ask('now', 'de'));
        $this->assertNotSame($this->queue()->ask('now', 'de'), $this->queue()->ask('now', 'fr'));
    }

    public function testOneWorkerGetsAJobAndItsAnswerIsKeptWithoutTheArgument(): void
    {
        $id = $this->queue()->ask('credentials', 'de', ['sealed' => 'box']);
        $job = $this->queue()->take();
        $this->assertSame(['sealed' => 'box'], $job['argument']);
        $this->assertNull($this->queue()->take());
        $this->queue()->done($id, false, ['ok' => false, 'text' => 'no']);
        $last = $this->queue()->last('credentials', 'de', true);
        $this->assertSame(['failed', null, 'no'], [$last['state'], $last['argument'], $last['answer']['text']]);
    }

    public function testNewlyTypedCredentialsReplaceThoseThatStillWait(): void
    {
        $first = $this->queue()->ask('credentials', 'de', ['sealed' => 'old']);
        $this->assertSame($first, $this->queue()->ask('credentials', 'de', ['sealed' => 'new']));
        $this->assertSame('new', $this->queue()->take()['argument']['sealed']);
    }

    public function testAJobWhoseWorkerDiedIsDoneByTheNext(): void
    {
        $id = $this->queue()->ask('preview', null);
        $this->queue()->take();
        $this->now += 1000;
        $this->assertSame($id, $this->queue()->take()['id']);
    }

    public function testAJobThatKillsItsProgramIsGivenUpAfterTheThirdTime(): void
    {
        $id = $this->queue()->ask('preview', null);
        for ($n = 1; $n <= 3; $n++) {
            $this->assertSame($id, $this->queue()->take()['id'], "attempt $n");
            $this->now += 1000;
        }
        $behind = $this->queue()->ask('now', 'de');
        $this->assertSame($behind, $this->queue()->take()['id']);
        $last = $this->queue()->last('preview', null, true);
        $this->assertSame('failed', $last['state']);
        $this->assertStringContainsString('3 times', $last['answer']['text']);
    }

    public function testBothLanguagesHaveTheSameTextsWithTheSamePlaceholders(): void
    {
        $root = dirname(__DIR__, 2) . '/admin_ui/lang';
        $german = require "$root/de.php";
        $english = require "$root/en.php";
        $this->assertSame(array_keys($german), array_keys($english));
        foreach ($german as $key => $text) {
            preg_match_all('/\{\w+\}/', $text, $a);
            preg_match_all('/\{\w+\}/', $english[$key], $b);
            sort($a[0]);
            sort($b[0]);
            $this->assertSame($a[0], $b[0], $key);
        }
    }
}
