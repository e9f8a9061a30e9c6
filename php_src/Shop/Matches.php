<?php

declare(strict_types=1);

namespace StatusSync\Php\Shop;

use StatusSync\Php\Store\Db;

/**
 * What the owner's matched sources say about orders, and which carrier belongs to which number: where both come from the rows
 * of one table, a number has the carrier of its own row.
 */
final class Matches
{
    /** @var Db */
    private $db;

    /** @var LiveSchema */
    private $schema;

    /** @var ShopConfig */
    private $config;

    public function __construct(Db $db, LiveSchema $schema, ShopConfig $config)
    {
        $this->db = $db;
        $this->schema = $schema;
        $this->config = $config;
    }

    /**
     * In the order history numbers and carriers are looked for in rows with a shipped status, unless the source itself names
     * the status.
     *
     * @param list<int> $ids
     * @param callable(): array{0: string, 1: list<int>} $history condition for a range of the order history
     * @return array<string, mixed> matched: section => order id => values; beside: order id => number => carrier or null;
     *   broken: bool
     */
    public function of(array $ids, callable $history): array
    {
        $out = ['matched' => [], 'beside' => [], 'broken' => false];
        $readers = [];
        foreach ($this->config->matches as $section => $source) {
            $readers[$section] = new Matcher($this->db, $this->schema, $source);
            $out['broken'] = $out['broken'] || $readers[$section]->isBroken();
        }
        unset($readers['amazon_number']);
        if (isset($readers['tracking'], $readers['carrier']) && $readers['tracking']->sharesRows($readers['carrier'])) {
            [$range, $limits] = $this->range($ids, $this->config->matches['tracking'], $history);
            [$out['matched']['tracking'], $out['matched']['carrier'], $out['beside']]
                = $readers['tracking']->withBeside($readers['carrier'], $ids, $range, $limits);
            unset($readers['tracking'], $readers['carrier']);
        }
        foreach ($readers as $section => $matcher) {
            [$range, $limits] = $this->range($ids, $this->config->matches[$section], $history);
            $out['matched'][$section] = $matcher->values($ids, $range, $limits);
        }
        return $out;
    }

    /**
     * @param list<int> $ids
     * @param array<string, mixed> $source
     * @param callable(): array{0: string, 1: list<int>} $history
     * @return array{0: string, 1: list<int>}
     */
    private function range(array $ids, array $source, callable $history): array
    {
        if ($ids === [] || $source['table'] !== 'orders_status_history' || $source['key'] !== 'orders_id') {
            return ['', []];
        }
        [$range, $limits] = $history();
        if ($this->config->shipped !== [] && !isset($source['where']['orders_status_id'])) {
            $range .= ($range === '' ? '' : ' AND ') . '`orders_status_id` IN ' . Db::marks(count($this->config->shipped));
            $limits = array_merge($limits, $this->config->shipped);
        }
        return [$range, $limits];
    }

    /**
     * The carriers of these numbers, each at the place of its number; "" where its own row names none.
     *
     * @param list<string> $numbers
     * @param array<int|string, ?string> $beside number => carrier
     * @return list<string> none at all where rows say nothing about which carrier is whose
     */
    public static function carriers(array $numbers, array $beside): array
    {
        return $beside === [] ? [] : array_map(static function (string $number) use ($beside): string {
            return (string) ($beside[$number] ?? '');
        }, $numbers);
    }
}
