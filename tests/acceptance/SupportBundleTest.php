<?php

declare(strict_types=1);

namespace StatusSync\Tests\Acceptance;

use StatusSync\Tests\Scene\Scene;
use StatusSync\Tests\Scene\SceneCase;

/** support-bundle: what a helper needs, and nothing that is secret or somebody's. */
final class SupportBundleTest extends SceneCase
{
    public function testItHasWhatAHelperNeedsAndNothingSecretOrPersonal(): void
    {
        $scene = $this->scene();
        $scene->settings(['notify' => ['email' => 'erika.meier@shop.example', 'language' => 'de'],
            'carrier' => ['map' => ['DHL' => 'DHL', 'Bote Erika Meier' => ['other' => 'Erika Meier'], '5' => 'Hermes'],
                'fallback' => null, 'untracked' => ['Frau Kowalski']] + Scene::SETTINGS['carrier'],
            'method' => ['source' => 'fixed', 'value' => 'Meier Express'],
            'ship' => [['status' => Scene::SHIPPED, 'ship_from' => ['name' => 'Erika Meier', 'line1' => 'Lindenweg 12',
                'city' => 'Musterstadt', 'postal_code' => '98765', 'country' => 'DE']]]]);
        $order = $scene->sell();
        $code = $scene->ship($order);
        $typed = $scene->sell();
        $scene->ship($typed, 'DHL', 'Abgabe bei Frau Kowalski');
        $scene->settle(3);
        $db = $scene->shop;
        $db->sql("UPDATE statussync_event SET `text` = 'the name \"Heinz Kowalski\", heinz@kowalski.example, $code is not legal'"
            . ' WHERE id = (SELECT MAX(id) FROM statussync_event WHERE `order_id` > 0 AND `what` = \'verified\')');
        $file = "{$scene->directory}/bundle.json";
        $scene->env['STATUSSYNC_CLIENT_SECRET'] = Scene::ACCOUNTS['de']['client_secret'];
        $scene->must(['support-bundle', $file]);
        $text = (string) file_get_contents($file);
        self::assertSame(0600, fileperms($file) & 0777);
        $planted = ['erika', 'Erika', 'Meier', 'Lindenweg', 'Musterstadt', '98765', 'Kowalski', 'kowalski', $code, substr($code, 0, -4),
            Scene::ACCOUNTS['de']['client_secret'], Scene::ACCOUNTS['de']['refresh_token'],
            trim((string) file_get_contents("{$scene->directory}/keys/statussync.key"))];
        foreach ($planted as $word) {
            self::assertStringNotContainsString($word, $text);
        }
        $document = json_decode($text, true, 512, JSON_THROW_ON_ERROR);
        self::assertStringContainsString('...' . substr($code, -4), $text);
        self::assertStringContainsString($scene->amazonNumber($order), $text);
        self::assertSame(PHP_VERSION, $document['versions']['php']);
        self::assertNotSame([], $document['doctor']);
        self::assertSame('[set]', $document['settings']['account de']['notify']['email']);
        $map = $document['settings']['account de']['carrier']['map'];
        self::assertContains(['name' => 'DHL', 'to' => 'DHL'], $map);
        self::assertContains(['name' => '[16 signs]', 'to' => ['other' => '[set]']], $map);
        self::assertSame(1, ((array) $document['accounts'][0]['states'])['verified']);
        self::assertContains('createFeed', array_column($document['events'], 'what'));
        self::assertNotSame([], array_filter(array_column($document['messages'], 'request_id')) + array_filter(
            array_column($document['events'], 'request_id')
        ));
        $again = $scene->cli(['support-bundle', $file]);
        self::assertSame(2, $again->code);
        self::assertStringContainsString('is there already', $again->err);
        self::assertSame($text, file_get_contents($file));
    }

    public function testItWorksBeforeThereIsAnAccount(): void
    {
        $scene = $this->bare();
        $file = "{$scene->directory}/bundle.json";
        $scene->must(['support-bundle', $file]);
        self::assertStringContainsString('tables are not there', (string) file_get_contents($file));
    }
}
