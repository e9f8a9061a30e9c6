<?php

declare(strict_types=1);

namespace StatusSync\Php\Admin;

/** A cause of Facts in words: what stands in braces is filled in from its first order. */
final class CauseWords
{
    /** @var Facts */
    private $facts;

    /** @var View */
    private $view;

    /** @var Places */
    private $places;

    public function __construct(Services $services, Facts $facts, View $view)
    {
        $this->places = new Places($view->host, $services);
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
        [$places, $detail] = $this->example($cause);
        return $texts->reason($cause['verdict'], $cause['reason'], $detail, $values + $places);
    }

    /** Reads at once what ofOne() says of these. @param array<string, mixed> $cause @param list<array<string, mixed>> $rows of Facts::members() */
    public function prepare(array $cause, array $rows): void
    {
        if ($cause['kind'] === 'order') { // of a message its own row says all
            $this->places->prepare($rows);
        }
    }

    /**
     * The same for one order of the cause, every time in it with its date.
     *
     * @param array<string, mixed> $cause of Facts::causes()
     * @param array<string, mixed> $row of Facts::members()
     */
    public function ofOne(array $cause, array $row): string
    {
        $texts = $this->view->texts;
        $values = ['n' => (string) $cause['n']];
        if ($cause['kind'] === 'message') {
            return !Texts::knows($cause['reason']) || $cause['reason'] === 'amazon_rejected' ? $this->of(['deadline' => null] + $cause)
                : $texts->reason('', $cause['reason'], $cause['detail'], $values + ['order' => (string) $row['amazon_order']]);
        }
        [$places, $detail] = $this->places->of($row);
        return $texts->reason($cause['verdict'], $cause['reason'], $detail, $values + $places);
    }

    /**
     * From the only order of the cause; of several, the first is the example.
     *
     * @param array<string, mixed> $cause
     * @return array{0: array<string, string>, 1: ?string}
     */
    private function example(array $cause): array
    {
        $order = $this->facts->members($cause, 1)[0] ?? null;
        if ($order === null) {
            return [[], $cause['detail'] === '' ? null : $cause['detail']];
        }
        $order['detail'] = $cause['detail'] === '' ? $order['detail'] : $cause['detail']; // the earliest of their times
        [$places, $detail] = $this->places->of($order);
        unset($places['n']);
        if ($cause['n'] > 1) {
            foreach (array_intersect_key($places, ['order' => 1, 'code' => 1, 'ours' => 1]) as $name => $value) {
                $places[$name] = $this->view->texts->say('for_example', ['it' => $value]);
            }
        }
        return [$places, $detail];
    }
}
