<?php

declare(strict_types=1);

namespace StatusSync\Tests\Documents;

use PHPUnit\Framework\Attributes\DataProvider;
use StatusSync\Tests\Scene\Process;

/** "feed": input of every bad kind, Amazon's schema, the order of the elements. */
final class FeedTest extends DocumentCase
{
    private const SCHEMA = __DIR__ . '/../amazon/schema/order-feed.xsd';

    /** @return array<string, array{string, 1?: string}> */
    public static function broken(): array
    {
        $good = self::feed(self::message());
        return [
            'nothing' => ['', 'nothing'],
            'blanks' => [" \n\t "],
            'half a document' => [substr($good, 0, 120), 'JSON'],
            'two documents' => [$good . $good, 'JSON'],
            'a trailing comma' => ['{"merchant":"A1","messages":[],}', 'JSON'],
            'single quotes' => ["{'merchant':'A1'}", 'JSON'],
            'XML' => ['<?xml version="1.0"?><a/>', 'JSON'],
            'a number' => ['42'],
            'null' => ['null'],
            'a text' => ['"feed"'],
            'a list' => ['[]', 'merchant'],
            'an empty object' => ['{}', 'merchant'],
            'no messages' => ['{"merchant":"A1"}', 'messages'],
            'an empty list of messages' => ['{"merchant":"A1","messages":[]}', 'messages'],
            'messages as an object' => ['{"merchant":"A1","messages":{"a":{}}}', 'messages'],
            'messages that are none' => ['{"merchant":"A1","messages":[1]}', 'messages[0]'],
            'a merchant that is a number' => ['{"merchant":1,"messages":[]}', 'merchant'],
            'bytes of random kind' => [hex2bin('00ff17a9c3283f8811deadbeef') . random_bytes(2000), 'JSON'],
            'UTF-16' => ["\xff\xfe" . implode("\0", str_split($good)) . "\0", 'JSON'],
            'a NUL behind the document' => [$good . "\0", 'JSON'],
        ];
    }

    /** @dataProvider broken */
    #[DataProvider('broken')]
    public function testABrokenDocumentIsRefused(string $input, string $says = ''): void
    {
        foreach (['ship', 'cancel'] as $type) {
            $this->assertRefused($this->call(['feed', '--type', $type], $input), $says);
        }
    }

    /** @return array<string, array{array<string, mixed>, string}> */
    public static function badFields(): array
    {
        $address = ['name' => 'Lager', 'line1' => 'Hafenweg 1', 'city' => 'Bremen', 'postal_code' => '28195', 'country' => 'DE'];
        $item = ['id' => '12345678901234', 'quantity' => 1];
        return [
            'an unknown key' => [['colour' => 'red'], 'colour'],
            'an unknown key of an item' => [['items' => [$item + ['sku' => 'x']]], 'sku'],
            'an unknown key of the address' => [['ship_from' => $address + ['phone' => '1']], 'phone'],
            'an id as number' => [['id' => 2], 'id'],
            'an id that is 0' => [['id' => '0'], 'id'],
            'an id with letters' => [['id' => '1a'], 'id'],
            'no order' => [['order' => null], 'order'],
            'an order of another form' => [['order' => '303-1234567-123456'], 'order'],
            'an order with a line feed' => [['order' => "303-1234567-1234567\n"], 'order'],
            'a time as text' => [['shipped_at' => '2025-11-24'], 'shipped_at'],
            'a time with a fraction' => [['shipped_at' => 1764000000.5], 'shipped_at'],
            'a time before everything' => [['shipped_at' => -1], 'shipped_at'],
            'a time far away' => [['shipped_at' => 99999999999999], 'shipped_at'],
            'no carrier' => [['carrier' => null], 'carrier'],
            'Other without a name' => [['carrier' => 'Other', 'carrier_name' => null], 'carrier'],
            'a carrier that is too long' => [['carrier' => str_repeat('D', 51)], 'carrier'],
            'a method that is too long' => [['method' => str_repeat('x', 51)], 'method'],
            'the literal false as method' => [['method' => false], 'method'],
            'a number that is too long' => [['tracking' => str_repeat('0', 51)], 'tracking'],
            'a number with control characters' => [['tracking' => "0034\x07\x1b[31m0434"], 'tracking'],
            'a number with a NUL' => [['tracking' => "0034\x000434"], 'tracking'],
            'a number as number' => [['tracking' => 340434161094000005], 'tracking'],
            'a method with a line feed' => [['method' => "Stan\ndard"], 'method'],
            'a noncharacter' => [['method' => "Standard\u{FFFE}"], 'method'],
            'items as text' => [['items' => 'all'], 'items'],
            'an item that is none' => [['items' => [1]], 'items[0]'],
            'no units' => [['items' => [['id' => '12345678901234', 'quantity' => 0]]], 'quantity'],
            'units as text' => [['items' => [['id' => '12345678901234', 'quantity' => '1']]], 'quantity'],
            'an item twice' => [['items' => [$item, $item]], 'items'],
            'an address that is a country' => [['ship_from' => ['country' => 'DE']], 'ship_from'],
            'an address that is a text' => [['ship_from' => 'Bremen'], 'ship_from'],
            'a country of three letters' => [['ship_from' => ['country' => 'DEU'] + $address], 'country'],
            'a street that is too long' => [['ship_from' => ['line1' => str_repeat('x', 61)] + $address], 'line1'],
        ];
    }

    /**
     * @dataProvider badFields
     * @param array<string, mixed> $fields
     */
    #[DataProvider('badFields')]
    public function testABadFieldIsNamed(array $fields, string $says): void
    {
        $answer = $this->call(['feed', '--type', 'ship'], self::feed(self::message(1), $fields + self::message(2)));
        $this->assertRefused($answer, $says);
        self::assertStringContainsString('messages[1]', $answer->err, 'the message is named');
    }

    /** @return array<string, array{array<string, mixed>, string}> */
    public static function badCancels(): array
    {
        $item = ['id' => '12345678901234', 'reason' => 'NoInventory'];
        return [
            'an unknown key' => [['colour' => 'red'], 'colour'],
            'a key of a shipment' => [['tracking' => '00340434161094000005'], 'tracking'],
            'an unknown key of an item' => [['items' => [$item + ['quantity' => 1]]], 'quantity'],
            'no order' => [['order' => null], 'order'],
            'an order with a line feed' => [['order' => "303-1234567-1234567\n"], 'order'],
            'an id with letters' => [['id' => '1a'], 'id'],
            'no items' => [['items' => null], 'items'],
            'an empty list of items' => [['items' => []], 'items'],
            'items as text' => [['items' => 'all'], 'items'],
            'an item twice' => [['items' => [$item, $item]], 'items'],
            'no reason' => [['items' => [['id' => '12345678901234']]], 'reason'],
            'a reason that Amazon does not know' => [['items' => [['reason' => 'Vergriffen'] + $item]], 'reason'],
            'a reason with control characters' => [['items' => [['reason' => "NoInventory\x07"] + $item]], 'reason'],
            'a reason that is too long' => [['items' => [['reason' => str_repeat('N', 100000)] + $item]], 'reason'],
        ];
    }

    /**
     * @dataProvider badCancels
     * @param array<string, mixed> $fields
     */
    #[DataProvider('badCancels')]
    public function testABadFieldOfACancelIsNamed(array $fields, string $says): void
    {
        $good = self::cancel(1);
        $answer = $this->call(['feed', '--type', 'cancel'], self::feed($good, $fields + self::cancel(2)));
        $this->assertRefused($answer, $says);
        self::assertStringContainsString('messages[1]', $answer->err, 'the message is named');
    }

    /** @return array<string, mixed> a good message of a cancel */
    private static function cancel(int $number): array
    {
        return ['id' => (string) $number, 'order' => sprintf('303-1234567-%07d', $number),
            'items' => [['id' => '12345678901234', 'reason' => 'NoInventory']]];
    }

    /** @return array<string, array{string}> */
    public static function brokenText(): array
    {
        return [
            'a lone continuation byte' => ["DHL\x80"], 'an overlong slash' => ["\xc0\xaf"], 'a surrogate' => ["\xed\xa0\x80"],
            'beyond the last character' => ["\xf4\x90\x80\x80"], 'cut off' => ["M\xc3"], 'latin1' => ["S\xfcd"],
            'an escaped lone surrogate' => ['\ud800'],
        ];
    }

    /** @dataProvider brokenText */
    #[DataProvider('brokenText')]
    public function testBrokenUtf8IsRefused(string $bytes): void
    {
        $good = self::feed(self::message());
        foreach (['Standard', 'A1SCENEONE001', 'DHL', 'merchant'] as $text) {
            $this->assertRefused($this->call(['feed', '--type', 'ship'], str_replace("\"$text\"", "\"$bytes\"", $good)));
        }
        $good = self::feed(self::cancel(1));
        foreach (['NoInventory', 'A1SCENEONE001', 'reason'] as $text) {
            $this->assertRefused($this->call(['feed', '--type', 'cancel'], str_replace("\"$text\"", "\"$bytes\"", $good)));
        }
    }

    /** The report names messages by their ids: each is there once, and each stands behind the smaller ones. */
    public function testTwoMessagesOfOneIdAreRefused(): void
    {
        foreach ([['1', '1'], ['2', '1']] as [$first, $second]) {
            $messages = [['id' => $first] + self::message(1), ['id' => $second] + self::message(2)];
            $this->assertRefused($this->call(['feed', '--type', 'ship'], self::feed(...$messages)), 'messages[1]');
        }
    }

    public function testTwoParcelsOfOneOrderAreTwoMessages(): void
    {
        $second = ['id' => '2', 'tracking' => '00340434161094000012'] + self::message(1);
        $answer = $this->call(['feed', '--type', 'ship'], self::feed(self::message(1), $second));
        self::assertSame(0, $answer->code, (string) $answer);
        self::assertSame(2, substr_count($answer->out, '<AmazonOrderID>303-1234567-0000001<'));
        self::assertSame(1, substr_count($answer->out, '<ShipperTrackingNumber>00340434161094000012<'));
    }

    /** @return array<string, array{callable}> */
    public static function huge(): array
    {
        return [
            '100,000 lists in each other' => [static function (): string {
                return '{"merchant":"A1","messages":' . str_repeat('[', 100000) . str_repeat(']', 100000) . '}';
            }],
            '100,000 objects, never closed' => [static function (): string {
                return str_repeat('{"a":', 100000);
            }],
            '50 MB of blanks' => [static function (): string {
                return str_repeat(' ', 50000000);
            }],
            'a text of 50 MB' => [static function (): string {
                return '{"merchant":"' . str_repeat('A', 50000000) . '","messages":[]}';
            }],
            '50 MB of empty lists' => [static function (): string {
                return '[' . str_repeat('[],', 16600000) . '[]]';
            }],
            '50 MB of numbers' => [static function (): string {
                return '{"merchant":"A1","messages":[' . str_repeat('1,', 25000000) . '1]}';
            }],
            '50 MB of keys' => [static function (): string {
                $text = '{';
                for ($i = 0; $i < 3400000; $i++) {
                    $text .= "\"k$i\":1,";
                }
                return $text . '"z":1}';
            }],
            '50 MB of good messages' => [static function (): string {
                $text = json_encode(self::message());
                return '{"merchant":"A1","messages":[' . str_repeat("$text,", intdiv(50000000, strlen($text) + 1)) . $text . ']}';
            }],
            'a number of a million digits' => [static function (): string {
                return '{"merchant":"A1","messages":[' . str_repeat('9', 1000000) . ']}';
            }],
            'a key of 10 MB' => [static function (): string {
                return '{"' . str_repeat("\u{1F4E6}", 2500000) . '":1}';
            }],
        ];
    }

    /** @dataProvider huge */
    #[DataProvider('huge')]
    public function testHugeInputIsRefusedInBoundedTimeAndMemory(callable $make): void
    {
        foreach (['ship', 'cancel'] as $type) {
            $this->assertRefused($this->call(['feed', '--type', $type], $make()));
        }
    }

    public function testUsage(): void
    {
        foreach ([['feed'], ['feed', '--type', 'refund'], ['feed', '--type'], ['feed', '--type', 'ship', 'x'], ['feed', '--what']] as $words) {
            $this->assertRefused($this->call($words, self::feed(self::message())));
        }
    }

    public function testShipmentsValidateAndKeepTheOrderOfElements(): void
    {
        $address = ['name' => 'Lager <Süd> & Söhne', 'line1' => 'Hafenweg 1', 'line2' => 'Tor 2', 'line3' => 'Rampe 3', 'city' => 'Bremen',
            'county' => 'Mitte', 'region' => 'HB', 'postal_code' => '28195', 'country' => 'DE'];
        $messages = [
            ['ship_from' => $address, 'items' => [['id' => '12345678901234', 'quantity' => 2], ['id' => '12345678901235', 'quantity' => 1]]]
                + self::message(1),
            ['carrier' => 'Other', 'carrier_name' => 'Radkurier Grün', 'tracking' => null, 'items' => null] + self::message(2),
            ['items' => []] + self::message(3),
        ];
        $answer = $this->call(['feed', '--type', 'ship'], self::feed(...$messages));
        $this->assertValid($answer->code, $answer->out, $answer->err);
        self::assertSame(trim((string) file_get_contents(__DIR__ . '/golden/ship.txt')), self::outline($answer->out));
    }

    public function testCancelsValidateAndKeepTheOrderOfElements(): void
    {
        $input = ['merchant' => 'A1SCENEONE001', 'messages' => [
            ['id' => '3', 'order' => '303-1234567-1234567', 'items' => [['id' => '12345678901234', 'reason' => 'NoInventory'],
                ['id' => '12345678901235', 'reason' => 'BuyerCanceled']]],
            ['id' => '4', 'order' => '303-1234567-1234568', 'items' => [['id' => '12345678901236', 'reason' => 'PricingError']]],
        ]];
        $answer = $this->call(['feed', '--type', 'cancel'], json_encode($input, JSON_THROW_ON_ERROR));
        $this->assertValid($answer->code, $answer->out, $answer->err);
        self::assertSame(trim((string) file_get_contents(__DIR__ . '/golden/cancel.txt')), self::outline($answer->out));
    }

    public function testAFullFeedValidates(): void
    {
        $messages = [];
        for ($i = 1; $i <= 5000; $i++) {
            $messages[] = self::message($i);
        }
        $answer = $this->call(['feed', '--type', 'ship'], self::feed(...$messages));
        $this->assertValid($answer->code, $answer->out, $answer->err);
        self::assertSame(5000, substr_count($answer->out, '<Message>'));
        $this->assertBounded();
    }

    public function testTheSameInputGivesTheSameBytes(): void
    {
        $input = self::feed(self::message(1), self::message(2));
        self::assertSame($this->call(['feed', '--type', 'ship'], $input)->out, $this->call(['feed', '--type', 'ship'], "\xEF\xBB\xBF$input\n")->out);
    }

    private function assertValid(int $code, string $xml, string $err): void
    {
        self::assertSame('', $err);
        self::assertSame(0, $code);
        $lint = Process::call(['xmllint', '--noout', '--nonet', '--schema', self::SCHEMA, '-'], getenv(), $xml);
        self::assertSame(0, $lint->code, $lint->err);
    }

    /** Elements with their depth and text, one a line. */
    private static function outline(string $xml): string
    {
        $reader = new \XMLReader();
        $reader->XML($xml, null, LIBXML_NONET);
        $lines = [];
        while ($reader->read()) {
            if ($reader->nodeType === \XMLReader::ELEMENT) {
                $lines[] = str_repeat('  ', $reader->depth) . $reader->name;
            } elseif ($reader->nodeType === \XMLReader::TEXT) {
                $lines[count($lines) - 1] .= ': ' . $reader->value;
            }
        }
        return implode("\n", $lines);
    }
}
