<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin\Pages;

use StatusSync\Php\Admin\Answer;
use StatusSync\Php\Admin\Places;
use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Loader;

/** What a run would send now, as the worker has computed it last. */
final class Preview extends Page
{
    /** Rows on the page; the counts are of all. */
    private const ROWS = 200;

    public function answer(Answer $answer, string $method, array $post): string
    {
        $account = $this->account();
        if ($method === 'POST') {
            $this->services->jobs()->ask('preview', null);
            return $this->go($answer, 'preview', 'preview_asked');
        }
        $done = $this->services->jobs()->last('preview', null, true);
        $shown = array_values(array_filter($done['answer']['orders'] ?? [], static function (array $row): bool {
            return $row['verdict'] !== 'done'; // counted; nothing would happen to it
        }));
        return $this->view->render('preview', ['account' => $account, 'job' => $this->services->jobs()->last('preview'),
            'done' => $done, 'rows' => $this->words(array_slice($shown, 0, self::ROWS)),
            'settings' => $this->host->may('settings')]);
    }

    /**
     * Each with its reason in words, as "why"; what stands in braces comes from our row of the order.
     *
     * @param list<array<string, mixed>> $rows
     * @return list<array<string, mixed>>
     */
    private function words(array $rows): array
    {
        $orders = array_values(array_unique(array_map('strval', array_column($rows, 'shop_order'))));
        $known = $orders === [] ? [] : (new Loader($this->services->db()))
            ->rows('order', '`shop_order` IN ' . Db::marks(count($orders)), $orders);
        $known = array_column($known, null, 'shop_order');
        $places = new Places($this->host, $this->services);
        $shown = [];
        foreach ($rows as $row) {
            $shown[] = ['reason' => $row['reason']] + ($known[$row['shop_order']] ?? ['id' => 0, 'shop_order' => $row['shop_order']]);
        }
        $places->prepare($shown);
        foreach ($rows as $i => $row) {
            $detail = $row['detail'] ?? null;
            $values = [];
            if ($row['reason'] !== null && isset($known[$row['shop_order']])) {
                [$values, $detail] = $places->of(['reason' => $row['reason'], 'detail' => $detail] + $known[$row['shop_order']]);
            }
            $rows[$i]['why'] = $row['reason'] === null ? ''
                : $this->view->texts->reason($row['verdict'], $row['reason'], $detail, $values);
        }
        return $rows;
    }
}
