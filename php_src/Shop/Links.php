<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Store\Db;
use StatusSync\Php\Store\Tables;

/**
 * Links that are typed by hand or imported: our own table statussync_link.
 *
 * A link remembers the shop order's purchase date; another date under the same id means that the
 * shop gave the id to another order, and the link is void.
 */
final class Links
{
    /** @var Db */
    private $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    /** @return list<array{id: int, order: int}> */
    public function walk(IdRanges $ids, int $limit): array
    {
        [$where, $params] = $ids->where('`id`');
        $sql = 'SELECT `id`, `shop_order` FROM ' . Tables::table('link') . " WHERE $where ORDER BY `id` LIMIT ?";
        $rows = [];
        foreach ($this->db->all($sql, array_merge($params, [$limit])) as $row) {
            $rows[] = ['id' => (int) $row['id'], 'order' => (int) $row['shop_order']];
        }
        return $rows;
    }

    /**
     * @param list<int> $ids
     * @return array<string, list<array{link: array<string, mixed>, purchased: int}>> order id => links,
     *   typed ones first
     */
    public function links(array $ids): array
    {
        if ($ids === []) {
            return [];
        }
        $sql = 'SELECT ' . Tables::columns('link') . ' FROM ' . Tables::table('link')
            . " WHERE `shop_order` IN %s ORDER BY CASE `source` WHEN 'manual' THEN 0 ELSE 1 END, `id`";
        $links = [];
        foreach ($this->db->byKeys($sql, [], array_map('strval', $ids)) as $raw) {
            $row = Tables::decode('link', $raw);
            $links[$row['shop_order']][] = ['purchased' => $row['purchased'], 'link' => [
                'source' => $row['source'], 'amazon_order' => $row['amazon_order'], 'account' => $row['account'],
                'fulfilled_by' => $row['fulfilled_by'], 'second_sign' => false,
            ]];
        }
        return $links;
    }

    /**
     * Orders among these that we have rows of already.
     *
     * @param list<int> $ids
     * @return array<string, true>
     */
    public function known(array $ids): array
    {
        if ($ids === []) {
            return [];
        }
        $sql = 'SELECT DISTINCT `shop_order` FROM ' . Tables::table('order') . ' WHERE `shop_order` IN %s';
        $rows = $this->db->byKeys($sql, [], array_map('strval', $ids));
        return array_fill_keys(array_map('strval', array_column($rows, 'shop_order')), true);
    }
}
