<?php

declare(strict_types=1);

namespace StatusSync\Tests\Documents;

use PHPUnit\Framework\TestCase;
use StatusSync\Tests\Scene\Answer;
use StatusSync\Tests\Scene\Process;

/** Calls of "feed" and "report" with any input, in empty folders that stay so, and what they cost. */
abstract class DocumentCase extends TestCase
{
    private const ROOT = __DIR__ . '/../..';

    /** Processor seconds and memory that no input may make the command take. */
    protected const CPU = 12;
    protected const MEGABYTES = 1536;

    /** @var array<string, float> of the last call */
    protected $cost = [];

    /** @param list<string> $words */
    protected function call(array $words, string $input): Answer
    {
        $file = (string) tempnam(sys_get_temp_dir(), 'document');
        file_put_contents($file, $input);
        $places = [];
        foreach (['', 'HOME', 'TMPDIR'] as $name) {
            $places[$name] = "$file.$name";
            mkdir($places[$name], 0700);
        }
        $env = array_filter(getenv(), static function (string $name): bool {
            return strncmp($name, 'STATUSSYNC_', 11) !== 0;
        }, ARRAY_FILTER_USE_KEY);
        $command = array_merge([PHP_BINARY, __DIR__ . '/measure.php', "$file.cost", $file, self::ROOT . '/bin/statussync'], $words);
        $answer = (new Process($command, array_diff_key($places, ['' => 1]) + $env, '', $places['']))->wait(300);
        foreach ($places as $place) {
            self::assertSame(['.', '..'], scandir($place), 'a document goes through, nothing is written');
            rmdir($place);
        }
        $this->cost = json_decode((string) file_get_contents("$file.cost"), true);
        unlink($file);
        unlink("$file.cost");
        return new Answer($answer->code, $answer->out, $answer->err, implode(' ', $words));
    }

    /** Exit 2, one clear line on standard error, nothing on standard output, bounded time and memory. */
    protected function assertRefused(Answer $answer, string $says = ''): void
    {
        $told = substr($answer->err, 0, 2000);
        self::assertSame(2, $answer->code, "{$answer->call}: $told" . substr($answer->out, 0, 500));
        self::assertSame('', substr($answer->out, 0, 500), 'nothing on standard output');
        self::assertMatchesRegularExpression('/^statussync: [^\n]{8,600}\n$/D', $told, 'exactly one line of bearable length');
        self::assertMatchesRegularExpression('//u', $told, 'the line is UTF-8');
        self::assertDoesNotMatchRegularExpression('/[\x00-\x09\x0b-\x1f\x7f]/', $told, 'no control characters reach the terminal');
        self::assertDoesNotMatchRegularExpression(
            '/Stack trace|Fatal error|Exception|Warning:|\.php|undefined|TypeError/i',
            $told,
            'a line for people'
        );
        if ($says !== '') {
            self::assertStringContainsString($says, $told);
        }
        $this->assertBounded();
    }

    protected function assertBounded(): void
    {
        self::assertLessThan(static::CPU, $this->cost['cpu'], 'processor time');
        self::assertLessThan(static::MEGABYTES, $this->cost['megabytes'], 'memory');
    }

    /** @return array<string, mixed> a good message of a shipment */
    protected static function message(int $number = 1): array
    {
        return ['id' => (string) $number, 'order' => sprintf('303-1234567-%07d', $number), 'shipped_at' => 1764000000,
            'carrier' => 'DHL', 'carrier_name' => null, 'method' => 'Standard', 'tracking' => '00340434161094000005',
            'items' => [['id' => '12345678901234', 'quantity' => 1]], 'ship_from' => null];
    }

    /** @param array<string, mixed> ...$messages */
    protected static function feed(array ...$messages): string
    {
        return json_encode(['merchant' => 'A1SCENEONE001', 'messages' => $messages], JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);
    }
}
