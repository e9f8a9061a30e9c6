<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** Ids are strings in every document, and null where there is none: what a program reads once is read so everywhere. */
final class DocumentIdsTest extends SceneCase
{
    /** Keys that hold an id wherever they stand. */
    private const IDS = '/^(id|.*_id|row|feed|message|shop_order|amazon_order|order|account|seller|amazon_ref|mp)$/D';

    public function testNoDocumentHasANumberForAnId(): void
    {
        $scene = $this->scene();
        [$shipped, $cancelled, $held] = [$scene->sell(), $scene->sell(), $scene->sell()];
        $scene->ship($shipped);
        $scene->status($cancelled, Scene::CANCELLED);
        $scene->ship($held, 'DHL', 'siehe Mail');
        $documents = ['preview' => $scene->must(['preview', '--json'])->out];
        $documents['run'] = $scene->must(['run', '--json', '--wait', '1800'], '', [], [1])->out;
        $scene->settle(3);
        foreach ([['order', (string) $shipped], ['order', (string) $cancelled], ['list'], ['status'], ['account', 'list'],
            ['account', 'test', 'de'], ['doctor', '--offline']] as $words) {
            $documents[implode(' ', $words)] = $scene->must(array_merge($words, ['--json']))->out;
        }
        $file = "{$scene->directory}/bundle.json";
        $scene->must(['support-bundle', $file]);
        $documents['support-bundle'] = (string) file_get_contents($file);
        $seen = [];
        foreach ($documents as $name => $text) {
            self::walk(json_decode($text, true, 512, JSON_THROW_ON_ERROR), $name, $seen);
        }
        foreach (['feed', 'message', 'row', 'order_id'] as $key) {
            self::assertGreaterThan(0, $seen[$key] ?? 0, "no $key was seen");
        }
        $order = $scene->order($shipped);
        [$message, $feed] = [$order['messages'][0], $order['feeds'][0]];
        self::assertSame($feed['row'], $message['feed']);
        $told = array_column($order['events'], null, 'what');
        self::assertSame([$message['id'], $feed['row']], [$told['accepted']['message'], $told['accepted']['feed']]);
        self::assertSame([null, null], [$told['wanted']['message'], $told['wanted']['feed']]);
    }

    /**
     * @param mixed $value
     * @param array<string, int> $seen how often a key held an id
     */
    private static function walk($value, string $place, array &$seen): void
    {
        foreach (is_array($value) ? $value : [] as $key => $inner) {
            if (is_string($key) && preg_match(self::IDS, $key) === 1 && !is_array($inner)) {
                self::assertTrue($inner === null || is_string($inner), "$place.$key is " . json_encode($inner));
                $seen[$key] = ($seen[$key] ?? 0) + ($inner === null ? 0 : 1);
            }
            self::walk($inner, "$place.$key", $seen);
        }
    }
}
