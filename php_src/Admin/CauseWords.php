<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** A cause of Facts in words: what stands in braces is filled in from its first order. */
final class CauseWords
{
    /** @var Services */
    private $services;

    /** @var Facts */
    private $facts;

    /** @var View */
    private $view;

    /** @var array<int, string>|null */
    private $statuses;

    public function __construct(Services $services, Facts $facts, View $view)
    {
        $this->services = $services;
        $this->facts = $facts;
        $this->view = $view;
    }

    /** @param array<string, mixed> $cause of Facts::causes() */
    public function of(array $cause): string
    {
        $texts = $this->view->texts;
        $values = ['n' => (string) $cause['n']];
        if ($cause['deadline'] !== null) {
            $values['time'] = $texts->time($cause['deadline'], $this->view->now);
        }
        if ($cause['kind'] === 'message') {
            if (!Texts::knows($cause['reason']) || $cause['reason'] === 'amazon_rejected') {
                return $texts->say('amazon_refused', ['code' => $cause['detail'] === '' ? $cause['reason']
                    : $cause['detail']]);
            }
            return $texts->reason('', $cause['reason'], $cause['detail'], $values);
        }
        if ($cause['n'] === 1) {
            $values += $this->example($cause);
        }
        if ($cause['reason'] === 'carrier_doubtful') {
            $values['guess'] = $cause['detail'];
        } elseif ($cause['reason'] === 'storno_no_status') {
            $values['status'] = $this->status($cause);
        }
        $values += ['why' => $texts->say('why_form')];
        return $texts->reason($cause['verdict'], $cause['reason'], $cause['detail'], $values);
    }

    /** @param array<string, mixed> $cause @return array<string, string> */
    private function example(array $cause): array
    {
        $order = $this->facts->members($cause, 1)[0] ?? null;
        if ($order === null) {
            return [];
        }
        $parcel = $this->facts->parcel((int) $order['id']);
        $values = ['order' => (string) $order['amazon_order'], 'ours' => (string) ($parcel['tracking'] ?? '')];
        if ($cause['reason'] === 'double_link') {
            return $values + ['a' => (string) $order['shop_order'], 'b' => $cause['detail']];
        }
        if ($cause['reason'] === 'already_shipped') {
            return $values + ['theirs' => $cause['detail']];
        }
        if ($parcel !== null && in_array($cause['reason'], ['carrier_doubtful', 'bad_tracking'], true)) {
            $values += ['code' => (string) $parcel['tracking'], 'name' => (string) ($parcel['carrier'] ?? '')];
        }
        return array_filter($values, 'strlen');
    }

    /** @param array<string, mixed> $cause */
    private function status(array $cause): string
    {
        if ($this->statuses === null) {
            $this->statuses = array_column($this->services->shop()->statuses(), 'name', 'id');
        }
        $order = $this->facts->members($cause, 1)[0] ?? null;
        return (string) ($this->statuses[$order['shop_status'] ?? 0] ?? ($order['shop_status'] ?? '?'));
    }
}
