<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Json;

/** feed and report: the document layer alone. Nothing is printed unless the whole input was good. */
final class DocumentCommand implements Command
{
    private const LARGEST = 33554432;

    private const MESSAGE = [
        'ship' => ['id', 'order', 'shipped_at', 'carrier', 'carrier_name', 'method', 'tracking', 'items', 'ship_from'],
        'cancel' => ['id', 'order', 'items'],
    ];
    private const ITEM = ['ship' => ['id', 'quantity'], 'cancel' => ['id', 'reason']];
    private const ADDRESS = ['name', 'line1', 'line2', 'line3', 'city', 'county', 'region', 'postal_code', 'country'];

    /** What a value must be, by the last word of its place. */
    private const ALLOWED = [
        'merchant' => 'give the seller id as a text, "A1EXAMPLE"',
        'messages' => 'write a list of one or more: {"merchant": "A1EXAMPLE", "messages": [{"id": "1", ...}]}',
        'messages[].id' => 'write a number from 1 up in quotes, "1", each above the one before',
        'order' => 'write Amazon\'s order number in quotes, "303-1234567-1234567"',
        'shipped_at' => 'write epoch seconds UTC without quotes, 1764000000',
        'carrier' => 'write Amazon\'s code of the carrier in quotes, "DHL", or "Other" with carrier_name',
        'carrier_name' => 'write a name of 1 to 50 characters with the carrier "Other", else null',
        'method' => 'write 1 to 50 characters in quotes, "Standard"',
        'tracking' => 'write 1 to 50 printable ASCII characters in quotes without double blanks, or null',
        'items' => 'write a list; of a shipment also null for the whole order, of a cancel every item of it',
        'items[].id' => 'write Amazon\'s order item code in quotes, 1 to 20 digits, each once',
        'quantity' => 'write a whole number from 1 up without quotes',
        'reason' => 'write one of NoInventory, BuyerCanceled, ShippingAddressUndeliverable, CustomerExchange, PricingError',
        'ship_from' => 'write an object or null',
        'country' => 'write two capitals in quotes, "DE"',
    ];

    /** Input that is no processing report. */
    private const REPORT = 'give Amazon\'s processing report as it was downloaded: XML with the root element AmazonEnvelope,'
        . ' or the same gzipped';

    public function run(Context $context, string $name, array $argv): int
    {
        $args = new Arguments($argv, $name === 'feed' ? ['--type'] : [], [], $name);
        $args->expect(0, 0, $name === 'feed' ? 'feed --type ship|cancel < JSON' : 'report < XML');
        $type = (string) $args->value('--type');
        if ($name === 'feed' && !isset(self::MESSAGE[$type])) {
            throw new Failure('feed: give --type ship or --type cancel');
        }
        $context->needExtension();
        ini_set('memory_limit', '2G'); // a JSON document is many times as large once it is decoded
        $input = self::input();
        if (strlen($input) > self::LARGEST) {
            throw new Failure("$name: the input is larger than " . intdiv(self::LARGEST, 1048576) . ' MB; split it');
        }
        try {
            if ($name === 'report') {
                $context->output->json(\StatusSync\Report::parse($input));
                return Application::OK;
            }
            $document = self::checked($type, Json::document($input, 'feed'));
            $xml = $type === 'ship' ? \StatusSync\Feed::ship($document['merchant'], $document['messages'])
                : \StatusSync\Feed::cancel($document['merchant'], $document['messages']);
        } catch (\StatusSync\InputException $e) {
            $line = $e->getDocumentLine();
            $place = $e->getPlace();
            $said = $place === '' || strpos($e->getMessage(), $place) !== false ? '' : "$place: ";
            $mend = $name === 'report' ? '; ' . self::REPORT : self::allowed($place);
            $said = (strncmp($e->getMessage(), "$name: ", strlen($name) + 2) === 0 ? '' : "$name: ") . $said;
            throw new Failure($said . $e->getMessage() . ($line > 0 ? " (line $line)" : '') . $mend);
        }
        $context->output->raw(rtrim($xml, "\n") . "\n");
        self::unknownCarriers($context->output, $document['messages']);
        return Application::OK;
    }

    /** Codes that are written as they are, though Amazon may refuse them. @param list<array<string, mixed>> $messages */
    private static function unknownCarriers(Output $output, array $messages): void
    {
        $first = [];
        foreach ($messages as $i => $message) {
            $code = (string) ($message['carrier'] ?? 'Other');
            if (!isset($first[$code]) && !\StatusSync\Carriers::known($code)) {
                $first[$code] = $i;
            }
        }
        foreach (array_slice($first, 0, 20, true) as $code => $i) {
            $output->error("note: messages[$i].carrier: \"$code\" is not among the carrier codes this version knows; Amazon may refuse"
                . ' it (codes are exact, capitals too)');
        }
    }

    /** What may stand at a place, to be put behind what is wrong there. */
    private static function allowed(string $place): string
    {
        $path = (string) preg_replace('/\[\d+\]/', '[]', $place);
        $word = (string) preg_replace('/^.*\./', '', $path);
        foreach ([$path, (string) preg_replace('/^.*\.(?=items\[\]\.)/', '', $path), $word, rtrim($word, '[]')] as $name) {
            if (isset(self::ALLOWED[$name])) {
                return '; ' . self::ALLOWED[$name];
            }
        }
        return '';
    }

    /** Standard input, at most one byte more than allowed. */
    private static function input(): string
    {
        $input = '';
        while (strlen($input) <= self::LARGEST && !feof(STDIN)) {
            $input .= (string) fread(STDIN, 1048576);
        }
        return $input;
    }

    /**
     * Shape and keys; what the values must be is checked by the writer.
     *
     * @param array<mixed> $document
     * @return array{merchant: string, messages: list<array<string, mixed>>}
     */
    private static function checked(string $type, array $document): array
    {
        self::keys('', $document, ['merchant', 'messages']);
        if (!is_string($document['merchant'] ?? null)) {
            throw new Failure('feed: merchant: a text is needed' . self::allowed('merchant'));
        }
        $messages = $document['messages'] ?? null;
        if (!is_array($messages) || ($messages !== [] && array_keys($messages) !== range(0, count($messages) - 1))) {
            throw new Failure('feed: messages: a list is needed' . self::allowed('messages'));
        }
        foreach ($messages as $i => $message) {
            $place = "messages[$i]";
            if (!is_array($message)) {
                throw new Failure("feed: $place: an object is expected; its keys are "
                    . implode(', ', self::MESSAGE[$type]));
            }
            self::keys($place, $message, self::MESSAGE[$type]);
            self::types($place, $message);
            $items = $message['items'] ?? [];
            if (!is_array($items)) {
                throw new Failure("feed: $place.items: a list or null is expected" . self::allowed("$place.items"));
            }
            foreach ($items as $j => $item) {
                if (!is_array($item)) {
                    throw new Failure("feed: $place.items[$j]: an object is expected; its keys are "
                        . implode(', ', self::ITEM[$type]));
                }
                self::keys($place . ".items[$j]", $item, self::ITEM[$type]);
                self::types($place . ".items[$j]", $item);
            }
            if (isset($message['ship_from'])) {
                if (!is_array($message['ship_from'])) {
                    throw new Failure("feed: $place.ship_from: an object or null is expected; its keys are "
                        . implode(', ', self::ADDRESS));
                }
                self::keys("$place.ship_from", $message['ship_from'], self::ADDRESS);
                self::types("$place.ship_from", $message['ship_from']);
            }
        }
        return ['merchant' => $document['merchant'], 'messages' => $messages];
    }

    /**
     * Numbers are numbers and everything else is text: an id written as a number loses its zeros.
     *
     * @param array<mixed> $map
     */
    private static function types(string $place, array $map): void
    {
        foreach ($map as $key => $value) {
            if ($value === null || in_array($key, ['items', 'ship_from'], true)) {
                continue;
            }
            $number = in_array($key, ['shipped_at', 'quantity'], true);
            if ($number ? !is_int($value) : !is_string($value)) {
                throw new Failure("feed: $place.$key: " . ($number ? 'a whole number' : 'a text in quotes') . ' is needed'
                    . self::allowed("$place.$key"));
            }
        }
    }

    /**
     * @param array<mixed> $map
     * @param list<string> $known
     */
    private static function keys(string $place, array $map, array $known): void
    {
        foreach (array_keys($map) as $key) {
            if (!in_array($key, $known, true)) {
                $shown = mb_strlen((string) $key) > 60 ? mb_substr((string) $key, 0, 60) . '...' : $key;
                throw new Failure('feed: ' . ($place === '' ? '' : "$place: ") . "unknown key \"$shown\"; known are " . implode(', ', $known));
            }
        }
    }
}
