<?php

declare(strict_types=1);

namespace StatusSync\Tests\Documents;

use PHPUnit\Framework\Attributes\DataProvider;

/** "report": what Amazon, a proxy or a broken line may hand over in place of a processing report. */
final class ReportTest extends DocumentCase
{
    private const HEAD = '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope><Header><DocumentVersion>1.02</DocumentVersion>'
        . '<MerchantIdentifier>A1</MerchantIdentifier></Header><MessageType>ProcessingReport</MessageType><Message><MessageID>1</MessageID>'
        . '<ProcessingReport><DocumentTransactionID>4711</DocumentTransactionID><StatusCode>Complete</StatusCode>';
    private const TAIL = '</ProcessingReport></Message></AmazonEnvelope>';

    /** @param list<int> $counts processed, successful, errors, warnings */
    private static function report(string $results, array $counts = [3, 2, 1, 0]): string
    {
        return self::HEAD . "<ProcessingSummary><MessagesProcessed>$counts[0]</MessagesProcessed><MessagesSuccessful>$counts[1]"
            . "</MessagesSuccessful><MessagesWithError>$counts[2]</MessagesWithError><MessagesWithWarning>$counts[3]"
            . "</MessagesWithWarning></ProcessingSummary>$results" . self::TAIL;
    }

    private static function result(string $id, string $text, string $more = ''): string
    {
        return "<Result><MessageID>$id</MessageID><ResultCode>Error</ResultCode><ResultMessageCode>18028</ResultMessageCode>"
            . "<ResultDescription>$text</ResultDescription>$more</Result>";
    }

    public function testAGoodReportIsTold(): void
    {
        $more = '<AdditionalInfo><SKU>TASSE-1</SKU><AmazonOrderID>303-1234567-1234567</AmazonOrderID>'
            . '<AmazonOrderItemCode>12345678901234</AmazonOrderItemCode></AdditionalInfo>';
        $answer = $this->call(['report'], self::report(self::result('2', 'Grün &amp; <![CDATA[<gone>]]>', $more)));
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertSame('', $answer->err);
        self::assertSame(1, substr_count($answer->out, "\n"), 'exactly one document');
        self::assertSame(['status' => 'Complete', 'processed' => 3, 'successful' => 2, 'errors' => 1, 'warnings' => 0, 'results' => [
            ['message' => '2', 'severity' => 'Error', 'code' => '18028', 'text' => 'Grün & <gone>', 'order' => '303-1234567-1234567',
                'item' => '12345678901234', 'sku' => 'TASSE-1']]], $answer->json());
    }

    /** @return array<string, array{string}> */
    public static function packings(): array
    {
        $xml = self::report(self::result('2', 'Grün'));
        return ['gzip' => [(string) gzencode($xml)], 'latin1' => [(string) iconv('UTF-8', 'ISO-8859-1', str_replace('UTF-8', 'ISO-8859-1', $xml))],
            'with a byte order mark' => ["\xEF\xBB\xBF$xml"]];
    }

    /** @dataProvider packings */
    #[DataProvider('packings')]
    public function testPackingsAndCharsetsAreRead(string $bytes): void
    {
        $answer = $this->call(['report'], $bytes);
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertSame('Grün', $answer->json()['results'][0]['text']);
    }

    /** @return array<string, array{string}> */
    public static function broken(): array
    {
        $good = self::report(self::result('2', 'Not found'));
        $gzip = (string) gzencode($good);
        return [
            'nothing' => [''],
            'blanks' => ["  \n"],
            'a web page' => ['<!DOCTYPE html><html><body><h1>503</h1></body></html>'],
            'a web page without a doctype' => ['<html><body>Service Unavailable</body></html>'],
            'JSON' => ['{"header":{"status":"DONE"}}'],
            'the flat report' => ["Feed Processing Summary:\n\tNumber of records processed\t\t1\n"],
            'another root' => ['<a/>'],
            'half a report' => [substr($good, 0, 400)],
            'without its end' => [substr($good, 0, -20)],
            'two roots' => [$good . '<a/>'],
            'half of gzip' => [substr($gzip, 0, 60)],
            'gzip with a wrong check sum' => [substr($gzip, 0, -8) . "\0\0\0\0" . substr($gzip, -4)],
            'random bytes' => [random_bytes(3000)],
            'an entity' => ['<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>' . substr($good, 38)],
            'an entity that is a file' => ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><AmazonEnvelope>&x;</AmazonEnvelope>'],
            'an unknown entity' => [str_replace('Not found', '&gone;', $good)],
            'broken UTF-8' => [str_replace('Not found', "Gr\xfcn \xc3", $good)],
            'an overlong sequence' => [str_replace('Not found', "\xc0\xaf", $good)],
            'a control character' => [str_replace('Not found', "\x07\x1b[31m", $good)],
            'a NUL' => [str_replace('Not found', "a\0b", $good)],
            'a forbidden reference' => [str_replace('Not found', '&#0;', $good)],
            'an unknown charset' => [str_replace('UTF-8', 'X-NONE-SUCH', $good)],
            'a wrong charset' => [str_replace('UTF-8', 'UTF-16', $good)],
        ];
    }

    /** @dataProvider broken */
    #[DataProvider('broken')]
    public function testWhatIsNoReportIsRefused(string $bytes): void
    {
        $this->assertRefused($this->call(['report'], $bytes));
    }

    /** @return array<string, array{string}> */
    public static function counters(): array
    {
        return ['no number' => ['three'], 'below nothing' => ['-3'], 'beyond all numbers' => ['99999999999999999999999'], 'empty' => [''],
            'with a fraction' => ['3.5'], 'hexadecimal' => ['0x3']];
    }

    /**
     * A counter that cannot be read is none: whoever adds up sees that something is missing.
     *
     * @dataProvider counters
     */
    #[DataProvider('counters')]
    public function testACounterThatIsNoneIsToldAsMissing(string $text): void
    {
        $report = self::report(self::result('2', 'Not found'));
        $answer = $this->call(['report'], str_replace('<MessagesProcessed>3', "<MessagesProcessed>$text", $report));
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertNull($answer->json()['processed']);
    }

    /** @return array<string, array{callable}> */
    public static function huge(): array
    {
        return [
            '100,000 elements in each other' => [static function (): string {
                return '<AmazonEnvelope>' . str_repeat('<a>', 100000) . str_repeat('</a>', 100000) . '</AmazonEnvelope>';
            }],
            'an attribute of 50 MB' => [static function (): string {
                return '<AmazonEnvelope a="' . str_repeat('x', 50000000) . '"/>';
            }],
            'a text of 50 MB' => [static function (): string {
                return self::report(self::result('1', str_repeat('x', 50000000)));
            }],
            'a comment of 50 MB' => [static function (): string {
                return '<!--' . str_repeat('x', 50000000) . '--><AmazonEnvelope/>';
            }],
            '50 MB of letters' => [static function (): string {
                return str_repeat('x', 50000000);
            }],
            '50 MB of brackets' => [static function (): string {
                return str_repeat('<', 50000000);
            }],
            '50 MB of results' => [static function (): string {
                $one = self::result('1', 'Not found');
                return self::report(str_repeat($one, intdiv(50000000, strlen($one))));
            }],
            'a name of 10 MB' => [static function (): string {
                return '<' . str_repeat('a', 10000000) . '/>';
            }],
            'a bomb of gzip' => [static function (): string {
                $deflate = deflate_init(ZLIB_ENCODING_GZIP, ['level' => 9]);
                $bytes = deflate_add($deflate, '<AmazonEnvelope>', ZLIB_NO_FLUSH);
                for ($i = 0; $i < 120; $i++) {
                    $bytes .= deflate_add($deflate, str_repeat(' ', 10000000), ZLIB_NO_FLUSH);
                }
                return $bytes . deflate_add($deflate, '</AmazonEnvelope>', ZLIB_FINISH);
            }],
            'a bomb of entities' => [static function (): string {
                $text = '<!DOCTYPE a [<!ENTITY e0 "ha">';
                for ($i = 1; $i < 30; $i++) {
                    $text .= "<!ENTITY e$i \"&e" . ($i - 1) . ';&e' . ($i - 1) . ';">';
                }
                return $text . ']><AmazonEnvelope>&e29;</AmazonEnvelope>';
            }],
        ];
    }

    /** @dataProvider huge */
    #[DataProvider('huge')]
    public function testHugeInputIsRefusedInBoundedTimeAndMemory(callable $make): void
    {
        $this->assertRefused($this->call(['report'], $make()));
    }

    public function testFiftyMegabytesOfWhatIsUnknownAreReadPastInBoundedTimeAndMemory(): void
    {
        $answer = $this->call(['report'], self::report(str_repeat('<x/>', 12500000), [1, 1, 0, 0]));
        self::assertContains($answer->code, [0, 2]);
        $this->assertBounded();
    }
}
