<?php

declare(strict_types=1);

namespace StatusSync\Tests;

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use StatusSync\Php\Failure;
use StatusSync\Php\Json;
use StatusSync\Php\JsonScan;

/** A document that is wrong says where; a key that stands twice is wrong; neither is slow, however deep or long. */
final class JsonTest extends TestCase
{
    private static function said(string $text): string
    {
        try {
            Json::document($text, 'settings');
        } catch (Failure $e) {
            return $e->getMessage();
        }
        return '';
    }

    /** @return array<string, array{string, string}> document, what is said behind its place */
    public static function faults(): array
    {
        return [
            'comma behind the last' => ["{\n  \"ship\": [{\"status\": 3},]\n}", 'line 2, column 26: the comma before this "]"'],
            'comma before a brace' => ['{"a":1,}', 'line 1, column 8: the comma before this "}"'],
            'comma missing' => ['{"ä":1 "b":2}', 'line 1, column 8: "," or "}" is expected'],
            'single quotes' => ["{\n 'a': 1}", 'line 2, column 2: a key in double quotes or "}" is expected'],
            'colon missing' => ['{"a" 1}', 'line 1, column 6: ":" is expected'],
            'value missing' => ['{"a":}', 'line 1, column 6: a value is expected'],
            'cut off' => ["{\"a\":\n1", 'line 2, column 2: "," or "}" is expected, but the document ends'],
            'text cut off' => ['{"a":"x', 'line 1, column 6: this text has no closing quote'],
            'cut off behind a backslash' => ['["\\', 'line 1, column 2: this text has no closing quote'],
            'a word' => ["[1,\ntru]", 'line 2, column 1: a value is expected: a text in double quotes, a number'],
            'leading zero' => ['[01]', 'line 1, column 2: a value is expected'],
            'other bracket' => ['[1}', 'line 1, column 3: "," or "]" is expected'],
            'one bracket too many' => ['[1,2]]', 'line 1, column 6: the end of the document is expected'],
            'line end in a text' => ["{\"a\":\"x\ny\"}", 'line 1, column 8: a line end or control character inside a text'],
            'bad escape' => ['["C:\\path"]', 'line 1, column 2: this text has a bad escape'],
            'half a surrogate' => ['["\ud800"]', 'line 1, column 2: this text has a bad escape'],
            'latin1' => ["[1, \"M\xfcller\"]", 'line 1, column 5: this text is not UTF-8'],
            'behind the mark of UTF-8' => ["\xEF\xBB\xBF[x]", 'line 1, column 2: a value is expected'],
            '33 levels' => [str_repeat('[', 33) . str_repeat(']', 33), 'line 1, column 33: nested deeper than 32 levels'],
        ];
    }

    /** @dataProvider faults */
    #[DataProvider('faults')]
    public function testAFaultIsSaidWithLineAndColumn(string $text, string $said): void
    {
        self::assertStringStartsWith("settings: not a JSON document: $said", self::said($text));
    }

    public function testAKeyThatStandsTwiceIsRefusedWithBothPlaces(): void
    {
        self::assertSame('settings: line 2, column 2: the key "ship" is there already (line 1, column 2); keep one of them', self::said(
            "{\"ship\":[{\"status\":3}],\n \"ship\":[]}"
        ));
        foreach (['{"a":{"b":1,"\u0062":2}}', '{"1":1,"1":1}', '{"":1,"":2}', '{"a":"","a" : ""}', '[{"a":{"x":1},"a":2}]'] as $twice) {
            self::assertStringContainsString('is there already', self::said($twice), $twice);
        }
        foreach (['{"a":{"b":1},"c":{"b":2}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}', '{"a":["b","b"],"b":1}', '{"a":"\"a\":1,\"a\":"}',
            '{"1":1,"01":1}', '{"a\\\\":1,"a":1}', '{"a":1,"A":1}'] as $good) {
            self::assertSame('', self::said($good), $good);
        }
        $shown = self::said('{"' . str_repeat('k', 500) . '":1,"' . str_repeat('k', 500) . '":1}');
        self::assertLessThan(200, strlen($shown));
    }

    /** What the two readers say of a text is what PHP says of it. */
    public function testEveryCutAndEveryChangedByteIsJudgedAsPhpJudgesIt(): void
    {
        $good = '{"ä":[1,-2.5e3,true,{"b\n":null,"c":"\u00e4\\\\"}],"d":{},"e":[[]]} ';
        for ($i = 0; $i < strlen($good); $i++) {
            $texts = [substr($good, 0, $i)];
            foreach (['{', '}', '[', ']', ',', ':', '"', '\\', '0', 'x', ' ', "\n", "\xff"] as $byte) {
                $texts[] = substr_replace($good, $byte, $i, 1);
                $texts[] = substr_replace($good, $byte, $i, 0);
            }
            foreach ($texts as $text) {
                json_decode($text, true, 32);
                $refused = json_last_error() !== JSON_ERROR_NONE;
                self::assertSame($refused, JsonScan::fault($text, 32) !== null, $text);
            }
        }
    }

    public function testDepthAndLengthCostNeitherTimeNorMemory(): void
    {
        $deep = 100000;
        $texts = [str_repeat('[', $deep), str_repeat('{"a":', $deep), str_repeat('[', $deep) . str_repeat(']', $deep),
            str_repeat('{"a":', $deep) . '1' . str_repeat('}', $deep), '[' . str_repeat('{"a":1},', $deep) . 'x]',
            '["' . str_repeat('\\\\', $deep) . '"', str_repeat(' ', $deep) . 'x', '[' . str_repeat('0', $deep) . ']'];
        $plain = '[' . str_repeat('{"a":1},', $deep) . '1]'; // the longest of them, and nothing is wrong with it
        $begun = hrtime(true);
        self::assertNull(JsonScan::fault($plain, 32));
        $usual = hrtime(true) - $begun;
        foreach ($texts as $text) {
            $before = memory_get_peak_usage();
            $begun = hrtime(true);
            self::assertNotNull(JsonScan::fault($text, 32), substr($text, 0, 20));
            self::assertLessThan(10 * $usual, hrtime(true) - $begun, substr($text, 0, 20));
            self::assertLessThan(4e6, memory_get_peak_usage() - $before, substr($text, 0, 20));
        }
        self::assertNull(JsonScan::fault('[' . str_repeat('1,', 600000) . 'x]', 32), 'so far nobody reads');
        self::assertStringStartsWith('settings: not a JSON document: ', self::said('[' . str_repeat('1,', 600000) . 'x]'));
    }
}
