<?php

declare(strict_types=1);

namespace StatusSync\Php\Cli;

use StatusSync\Php\Failure;
use StatusSync\Php\Store\Actions;
use StatusSync\Php\Store\OwnerActions;
use StatusSync\Php\Store\Reports;

/** What is done by hand for orders and messages. */
final class ActionCommand implements Command
{
    private const USAGE = [
        'ignore' => 'ignore ORDER', 'unignore' => 'unignore ORDER', 'send' => 'send ORDER', 'look' => 'look ORDER',
        'cancel-revoke' => 'cancel-revoke ORDER', 'cancel-reason' => 'cancel-reason ORDER REASON',
        'link' => 'link ORDER AMAZON_NUMBER [--account ID]', 'role' => 'role ORDER main|split|none',
        'carrier-confirm' => 'carrier-confirm ORDER [--undo]', 'replace-theirs' => 'replace-theirs ORDER [--undo]',
    ];

    /** Options and words behind ORDER; none where a command is not named. */
    private const OPTIONS = ['link' => ['--account']];
    private const FLAGS = ['carrier-confirm' => ['--undo'], 'replace-theirs' => ['--undo']];
    private const WITH_WORD = ['link', 'cancel-reason', 'role'];

    public function run(Context $context, string $name, array $argv): int
    {
        if ($name === 'retry') {
            return $this->retry($context, $argv);
        }
        $args = new Arguments($argv, self::OPTIONS[$name] ?? [], self::FLAGS[$name] ?? [], $name);
        $words = in_array($name, self::WITH_WORD, true) ? 2 : 1;
        $args->expect($words, $words, self::USAGE[$name]);
        $order = $args->words()[0];
        $actions = new Actions($context->db(), $context->clock()->reader());
        if ($name === 'link') {
            $this->link($context, $actions, $order, $args);
        } else {
            if ($name === 'cancel-revoke') {
                self::refuseWithoutCancel($context, $actions->find($order), $order);
            }
            OwnerActions::run($actions, $name, $order, $args->words()[1] ?? ($args->has('--undo') ? 'undo' : ''));
        }
        $context->output->line("$name $order: done; the next run acts on it");
        return Application::OK;
    }

    /**
     * Only a cancel that waits can be taken back.
     *
     * @param list<array<string, mixed>> $rows of the order
     */
    private static function refuseWithoutCancel(Context $context, array $rows, string $order): void
    {
        $sent = (new Reports($context->db(), $context->clock()->reader()))->orders(null, $order)['orders'];
        foreach ($sent as $document) {
            foreach ($document['messages'] as $message) {
                if ($message['kind'] === 'cancel' && in_array($message['state'], ['in_flight', 'unknown', 'accepted', 'verified'], true)) {
                    throw new Failure("cancel-revoke $order: its cancel went to Amazon already ({$message['state']}) and cannot be"
                        . ' taken back; see "order ' . $order . '"');
                }
            }
        }
        foreach ($rows as $row) {
            if ($row['cancel_since'] > 0 || $row['cancel_revoked']) {
                return;
            }
        }
        foreach ($context->shop()->orders(array_values(array_unique(array_column($rows, 'shop_order')))) as $facts) {
            $cancels = array_column($context->settings()->document((string) $rows[0]['account'])['cancel'], 'status');
            if (!$facts['gone'] && in_array($facts['status'], $cancels, true)) {
                return; // cancelled in the shop since the last run
            }
        }
        $cancels = isset($cancels) && $cancels !== [] ? implode(', ', $cancels) : 'none';
        throw new Failure("cancel-revoke $order: no cancel waits for it, there is nothing to take back; only an order whose"
            . " status in the shop cancels at Amazon has one (status: $cancels)");
    }

    /** @param list<string> $argv */
    private function retry(Context $context, array $argv): int
    {
        $usage = 'retry ID... | --cause CODE | --all';
        $args = new Arguments($argv, ['--cause'], ['--all'], 'retry');
        $ways = ($args->words() !== [] ? 1 : 0) + ($args->has('--cause') ? 1 : 0) + ($args->has('--all') ? 1 : 0);
        if ($ways !== 1) {
            throw new Failure("usage: statussync $usage");
        }
        $which = ['all' => true];
        if ($args->words() !== []) {
            $which = ['ids' => $args->words()];
        } elseif ($args->has('--cause')) {
            $which = ['cause' => (string) $args->value('--cause')];
        }
        $count = (new Actions($context->db(), $context->clock()->reader()))->retry($which);
        $context->output->line("$count message" . ($count === 1 ? '' : 's') . ' will be sent again');
        return Application::OK;
    }

    private function link(Context $context, Actions $actions, string $order, Arguments $args): void
    {
        if ($args->value('--account') !== null) {
            $context->accounts()->get($args->value('--account')); // before the shop is asked
        }
        $facts = $context->shop()->orders([$order])[0];
        if ($facts['gone']) {
            throw new Failure("link: the shop has no order $order; check the number");
        }
        $actions->link($order, $args->words()[1], $facts['purchased'], 'manual', $args->value('--account'));
    }
}
